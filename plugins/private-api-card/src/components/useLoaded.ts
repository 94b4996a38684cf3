import { useCallback, useEffect, useState } from 'react';
import { type Problem, toProblem } from '../api/problem';

/** What a request has come to. */
export type Loaded<T> =
  | { kind: 'loading' }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'ready'; value: T };

/**
 * Loads a value when the component appears, and again when `load` changes. A response that comes after that is dropped.
 * @param load - memoized; changes with what it depends on
 * @returns the state, and a function that loads once more
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
): [Loaded<T>, () => void] {
  const [state, setState] = useState<Loaded<T>>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState({ kind: 'loading' });
    load(controller.signal).then(
      value => controller.signal.aborted || setState({ kind: 'ready', value }),
      error =>
        controller.signal.aborted ||
        setState({ kind: 'failed', problem: toProblem(error) }),
    );
    return () => controller.abort();
  }, [load, attempt]);
  return [state, useCallback(() => setAttempt(count => count + 1), [])];
}
