import { useApi } from '@backstage/core-plugin-api';
import type {
  EnvironmentView,
  ReadinessView,
  VantageHealth,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useRef } from 'react';
import { keepUnchanged } from '../../api/keepUnchanged';
import { type PrivateApiApi, privateApiApiRef } from '../../api/PrivateApiApi';
import { toProblem } from '../../api/problem';
import { type Polled, usePolled } from '../usePolled';
import { DASHBOARD_POLL_MS } from './useDashboard';

/** Environments are checked every few minutes. */
const environmentPollMs = 5 * 60_000;

/** Whether services can be deployed to an environment. */
export type EnvironmentState = {
  environment: EnvironmentView;
  state: ReadinessView['state'];
  /** Why the state is unknown. */
  reason?: string;
  /** What to do about each check that failed. */
  fixes: string[];
};

/** What the targets depend on: where they are deployed to, and from where they are probed. */
export type Surroundings = {
  environments: Polled<EnvironmentState[]>;
  vantages: Polled<VantageHealth[]>;
};

async function stateOf(
  api: PrivateApiApi,
  environment: EnvironmentView,
  signal: AbortSignal,
): Promise<EnvironmentState> {
  try {
    const { state, reason, checks } = await api.readiness(
      environment.id,
      signal,
    );
    const failed = checks.filter(
      ({ status }) => status === 'missing' || status === 'wrong',
    );
    const fixes = failed.map(({ fix }) => fix);
    return { environment, state, reason, fixes };
  } catch (error) {
    const { message } = toProblem(error);
    return { environment, state: 'unknown', reason: message, fixes: [] };
  }
}

/** Polls the readiness of the environments that the user can use, and the health of the vantages. */
export function useSurroundings(): Surroundings {
  const api = useApi(privateApiApiRef);
  const known = useRef<EnvironmentState[]>();
  const loadEnvironments = useCallback(
    async (signal: AbortSignal) => {
      const all = await api.environments(signal);
      const states = await Promise.all(
        all.map(environment => stateOf(api, environment, signal)),
      );
      known.current = keepUnchanged(known.current, states);
      return known.current;
    },
    [api],
  );
  const environments = usePolled(loadEnvironments, {
    pollMs: environmentPollMs,
    alwaysPoll: true,
  });
  const loadVantages = useCallback(
    (signal: AbortSignal) => api.vantages(signal),
    [api],
  );
  const vantages = usePolled(loadVantages, {
    pollMs: DASHBOARD_POLL_MS,
    alwaysPoll: true,
  });
  return { environments, vantages };
}
