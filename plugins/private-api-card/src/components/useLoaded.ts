import { useCallback, useEffect, useState } from 'react';
import { type Problem, toProblem } from '../api/problem';

/** State of a request. */
export type Loaded<T> =
  | { kind: 'loading' }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'ready'; value: T };

/**
 * Loads a value when the component mounts, and again when `load` changes. Ignores responses of earlier requests.
 * @param load - memoized, with everything that it depends on
 * @returns the state, and a function that loads the value again
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
