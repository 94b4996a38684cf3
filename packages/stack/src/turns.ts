import { setImmediate as nextTurn } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a computation in a turn of the event loop of its own. Many deploys of one process that all have a template to
 * parse in the same moment would else do it in one turn, and nobody is answered until the last one is done.
 *
 * @param work - some milliseconds of synchronous work; it must not wait for another turn
 * @returns what `work` returns
 * @throws what `work` throws
 */
export function inTurn<T>(work: () => T): Promise<T> {
  const result = last.then(() => nextTurn()).then(work);
  last = result.catch(() => {});
  return result;
}
