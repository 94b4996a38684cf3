import { useApi } from '@backstage/core-plugin-api';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useState } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { type Problem, toProblem } from '../../api/problem';
import { type Polled, usePolled } from '../usePolled';
import type { ChangeMessage } from '../useSignals';

/** Interval between two polls of the card, in milliseconds. */
export const POLL_MS = 10_000;

/** Data of the card. */
export type Health = {
  /** The latest response. Absent until the first one. */
  view?: HealthView;
  /** Why the latest request failed. The view is then from an earlier request. */
  problem?: Problem;
  checking: boolean;
  /** Why the latest check on request failed. */
  checkProblem?: Problem;
  /** Number of successful checks on request. */
  checks: number;
  retry: () => void;
  checkNow: () => void;
};

/** Whether a change concerns one of the targets of a view. */
function concerns(view: HealthView | undefined, message: ChangeMessage) {
  const isOurs = (id: string) =>
    view?.targets.some(({ targetId }) => targetId === id);
  return Boolean(message.all || message.targets?.some(isOurs));
}

/**
 * The health of an entity, polled every {@link POLL_MS} while the page is visible.
 * @param entityRef - such as `component:default/orders`
 */
export function useHealth(entityRef: string): Health {
  const api = useApi(privateApiApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.health(entityRef, signal),
    [api, entityRef],
  );
  const polled: Polled<HealthView> = usePolled(load, {
    pollMs: POLL_MS,
    concerns: message => concerns(polled.value, message),
  });
  const { value, problem, isStale, reload, replace } = polled;
  const [checking, setChecking] = useState(false);
  const [checks, setChecks] = useState(0);
  const [checkProblem, setCheckProblem] = useState<Problem>();

  const checkNow = useCallback(async () => {
    setChecking(true);
    setCheckProblem(undefined);
    try {
      replace(await api.checkNow(entityRef));
      setChecks(count => count + 1);
    } catch (error) {
      setCheckProblem(toProblem(error));
    } finally {
      setChecking(false);
    }
  }, [api, entityRef, replace]);

  return {
    // A view of another entity must not be shown.
    view: isStale ? undefined : value,
    problem,
    checking,
    checkProblem,
    checks,
    retry: reload,
    checkNow,
  };
}
