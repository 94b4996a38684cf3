import {
  environments,
  historyView,
  proofs,
  readiness,
  stackList,
  targetCounts,
  targetList,
  transitionList,
  vantageHealths,
  views,
} from '../../dev/fixtures';
import type { PrivateApiApi } from '../api/PrivateApiApi';

/** A client with a healthy response for every request. `change` replaces methods. */
export function apiWith(change: Partial<PrivateApiApi> = {}): PrivateApiApi {
  return {
    health: async () => views.up,
    checkNow: async () => views.up,
    environments: async () => environments,
    readiness: async () => readiness.ready,
    checkReadiness: async () => readiness.ready,
    leftoverStacks: async () => [],
    targets: async () => targetList,
    targetCounts: async () => targetCounts,
    exportTargets: async () => new Blob(['State\n']),
    history: async () => historyView,
    transitions: async () => transitionList,
    stacks: async () => stackList,
    proofs: async () => proofs.private,
    vantages: async () => vantageHealths,
    ...change,
  };
}
