import { useApi } from '@backstage/core-plugin-api';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { type Problem, toProblem } from '../../api/problem';

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

type Known = Pick<Health, 'view' | 'problem'>;

/**
 * The health of an entity, polled every {@link POLL_MS} while the page is visible.
 * @param entityRef - such as `component:default/orders`
 */
export function useHealth(entityRef: string): Health {
  const api = useApi(privateApiApiRef);
  const [known, setKnown] = useState<Known>({});
  const [checking, setChecking] = useState(false);
  const [checks, setChecks] = useState(0);
  const [checkProblem, setCheckProblem] = useState<Problem>();
  // A response counts only if no later request was sent: a slow poll must not overwrite the result of a check.
  const requests = useRef(0);

  const request = useCallback(
    async (signal?: AbortSignal) => {
      requests.current += 1;
      const number = requests.current;
      const isCurrent = () => number === requests.current && !signal?.aborted;
      try {
        const view = await api.health(entityRef, signal);
        if (isCurrent()) {
          setKnown({ view });
        }
      } catch (error) {
        if (isCurrent()) {
          setKnown(({ view }) => ({ view, problem: toProblem(error) }));
        }
      }
    },
    [api, entityRef],
  );

  useEffect(() => {
    const controller = new AbortController();
    setKnown({});
    request(controller.signal);
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') {
        request(controller.signal);
      }
    }, POLL_MS);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [request]);

  const checkNow = useCallback(async () => {
    setChecking(true);
    setCheckProblem(undefined);
    try {
      const view = await api.checkNow(entityRef);
      requests.current += 1;
      setKnown({ view });
      setChecks(count => count + 1);
    } catch (error) {
      setCheckProblem(toProblem(error));
    } finally {
      setChecking(false);
    }
  }, [api, entityRef]);

  return {
    ...known,
    checking,
    checkProblem,
    checks,
    retry: () => request(),
    checkNow,
  };
}
