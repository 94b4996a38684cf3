import { setTimeout } from 'node:timers/promises';
import { DependencyGraph } from './types';

/**
 * Runs a step for each node as soon as the steps of its dependencies are done,
 * otherwise in parallel. If a step returns false, the steps that depend on it
 * do not run. After the signal aborts, no further step starts.
 *
 * @returns whether every step ran and returned true
 */
export async function runInOrder(
  graph: DependencyGraph,
  signal: AbortSignal,
  step: (name: string) => Promise<boolean>,
): Promise<boolean> {
  const started = new Map<string, Promise<boolean>>();
  const start = (name: string): Promise<boolean> => {
    const known = started.get(name);
    if (known) return known;
    // Deferred, so that `started` contains this node before its dependencies look it up.
    const result = Promise.resolve().then(async () => {
      const results = await Promise.all(
        [...(graph.get(name) ?? [])].map(start),
      );
      if (results.includes(false) || signal.aborted) return false;
      return step(name);
    });
    started.set(name, result);
    return result;
  };
  // Waits for all of them even if one throws, so that none runs after this
  // function has returned.
  const results = await Promise.allSettled([...graph.keys()].map(start));
  return results.every(result => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** The graph with every edge reversed: the order of deletion. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result: DependencyGraph = new Map(
    [...graph.keys()].map(name => [name, new Set<string>()]),
  );
  for (const [name, dependencies] of graph) {
    for (const other of dependencies) result.get(other)?.add(name);
  }
  return result;
}

/** The graph of the nodes that a predicate accepts. */
export function restricted(
  graph: DependencyGraph,
  accepts: (name: string) => boolean,
): DependencyGraph {
  return new Map(
    [...graph]
      .filter(([name]) => accepts(name))
      .map(([name, dependencies]) => [
        name,
        new Set([...dependencies].filter(accepts)),
      ]),
  );
}

/** Waits. Resolves early with false when the signal aborts. */
export function delay(ms: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(ms, true, { signal }).catch(() => false);
}
