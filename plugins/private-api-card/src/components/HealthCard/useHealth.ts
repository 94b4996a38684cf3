import { useApi } from '@backstage/core-plugin-api';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { type Problem, toProblem } from '../../api/problem';

/** How often the card asks again, in milliseconds. */
export const POLL_MS = 10_000;

/** What the card knows. */
export type Health = {
  /** The latest answer; absent until the first. */
  view?: HealthView;
  /** Why the latest question was not answered; the view is then older than it. */
  problem?: Problem;
  checking: boolean;
  /** Why the latest check on request did not run. */
  checkProblem?: Problem;
  /** Counts the checks on request that ran. */
  checks: number;
  retry: () => void;
  checkNow: () => void;
};

type Known = Pick<Health, 'view' | 'problem'>;

/**
 * The health of an entity, asked again every {@link POLL_MS} while the page is visible.
 * @param entityRef - such as `component:default/orders`
 */
export function useHealth(entityRef: string): Health {
  const api = useApi(privateApiApiRef);
  const [known, setKnown] = useState<Known>({});
  const [checking, setChecking] = useState(false);
  const [checks, setChecks] = useState(0);
  const [checkProblem, setCheckProblem] = useState<Problem>();
  // An answer counts only if nothing was asked after it: a slow poll must not undo what a check found.
  const asked = useRef(0);

  const ask = useCallback(
    async (signal?: AbortSignal) => {
      asked.current += 1;
      const number = asked.current;
      const isCurrent = () => number === asked.current && !signal?.aborted;
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
    ask(controller.signal);
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') {
        ask(controller.signal);
      }
    }, POLL_MS);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [ask]);

  const checkNow = useCallback(async () => {
    setChecking(true);
    setCheckProblem(undefined);
    try {
      const view = await api.checkNow(entityRef);
      asked.current += 1;
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
    retry: () => ask(),
    checkNow,
  };
}
