import { useCallback, useEffect, useRef, useState } from 'react';
import { type Problem, toProblem } from '../api/problem';
import { type ChangeMessage, useSignals } from './useSignals';

/** Interval between two polls while signals arrive, in milliseconds. Polling continues, because a signal can be lost. */
export const SLOW_POLL_MS = 60_000;
/** How long a signal counts as a sign that signals arrive. */
const signalsArriveMs = 120_000;
/** Longest wait between a signal and its request, so that not every open page asks at the same moment. */
const maxSpreadMs = 1_000;

/** A value that is polled. */
export type Polled<T> = {
  /** The latest value. Absent until the first response. */
  value?: T;
  /** Why the latest request failed. The value is then from an earlier request. */
  problem?: Problem;
  /** Whether the value is of an earlier `load`, because the response for the present one has not arrived. */
  isStale: boolean;
  reload: () => Promise<void>;
  /** Replaces the value with a response of another request. Requests under way no longer count. */
  replace: (value: T) => void;
};

type Known<T> = { value?: T; problem?: Problem; load?: unknown };
type Load<T> = (signal: AbortSignal) => Promise<T>;

const isSame = <T>(one: Known<T>, other: Known<T>) =>
  one.value === other.value &&
  one.load === other.load &&
  one.problem?.kind === other.problem?.kind &&
  one.problem?.message === other.problem?.message;

/**
 * Polls a value while the page is visible, and loads it when the backend reports a change. A response that is the same object as
 * the last one renders nothing.
 * @param load - memoized, with everything that it depends on
 * @param options.pollMs - interval. 0: only once, on signals and on request
 * @param options.concerns - whether a change concerns the value. Absent: none does
 * @param options.alwaysPoll - whether to poll as often while signals arrive
 */
export function usePolled<T>(
  load: Load<T>,
  options: {
    pollMs: number;
    concerns?: (message: ChangeMessage) => boolean;
    alwaysPoll?: boolean;
  },
): Polled<T> {
  const { pollMs, concerns, alwaysPoll = false } = options;
  const [known, setKnown] = useState<Known<T>>({});
  const latest = useRef(known);
  const requests = useRef(0);
  // A response counts unless that of a later request has arrived. If it had to be the one of the latest request, a backend that takes
  // longer than the interval would never have one that counts.
  const answered = useRef(0);
  const requestedAt = useRef(0);
  const signaledAt = useRef(-Infinity);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  const change = useCallback((next: Known<T>) => {
    if (isSame(latest.current, next)) return;
    latest.current = next;
    setKnown(next);
  }, []);

  const request = useCallback(
    async (signal: AbortSignal) => {
      requests.current += 1;
      const number = requests.current;
      requestedAt.current = Date.now();
      const counts = () => {
        if (number <= answered.current || signal.aborted) return false;
        answered.current = number;
        return true;
      };
      try {
        const value = await load(signal);
        if (counts()) change({ value, load });
      } catch (error) {
        if (counts()) {
          const { value, load: source } = latest.current;
          change({ value, load: source, problem: toProblem(error) });
        }
      }
    },
    [load, change],
  );

  useEffect(() => {
    const controller = new AbortController();
    request(controller.signal);
    const poll = () => {
      const now = Date.now();
      const isSlow = !alwaysPoll && now - signaledAt.current < signalsArriveMs;
      if (
        document.visibilityState !== 'hidden' &&
        (!isSlow || now - requestedAt.current >= SLOW_POLL_MS)
      ) {
        request(controller.signal);
      }
    };
    const interval = pollMs > 0 ? setInterval(poll, pollMs) : undefined;
    return () => {
      controller.abort();
      clearInterval(interval);
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [request, pollMs, alwaysPoll]);

  const reload = useCallback(
    () => request(new AbortController().signal),
    [request],
  );

  useSignals(message => {
    signaledAt.current = Date.now();
    if (!concerns?.(message) || timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      reload();
    }, Math.random() * maxSpreadMs);
  });

  const replace = useCallback(
    (value: T) => {
      answered.current = requests.current;
      change({ value, load });
    },
    [change, load],
  );

  const isStale = known.value !== undefined && known.load !== load;
  return {
    value: known.value,
    problem: known.problem,
    isStale,
    reload,
    replace,
  };
}
