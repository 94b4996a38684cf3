import { setTimeout } from 'node:timers/promises';
import { DependencyGraph } from './analysis';

/**
 * Runs a step for each node as soon as all that it needs are done; the rest
 * in parallel. After a step that says false, what depends on it does not run,
 * and with an aborted signal nothing starts any more.
 *
 * @returns whether every step ran and said true
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
    // One turn later, so that `started` knows this node before its needs ask.
    const result = Promise.resolve().then(async () => {
      const needs = await Promise.all([...(graph.get(name) ?? [])].map(start));
      if (needs.includes(false) || signal.aborted) return false;
      return step(name);
    });
    started.set(name, result);
    return result;
  };
  // All of them, also where one throws: none may go on behind its caller's back.
  const results = await Promise.allSettled([...graph.keys()].map(start));
  return results.every(result => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** The same nodes with every edge turned round: the order of deletion. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result: DependencyGraph = new Map(
    [...graph.keys()].map(name => [name, new Set<string>()]),
  );
  for (const [name, needs] of graph) {
    for (const need of needs) result.get(need)?.add(name);
  }
  return result;
}

/** The graph without the nodes that do not fit. */
export function restricted(
  graph: DependencyGraph,
  fits: (name: string) => boolean,
): DependencyGraph {
  return new Map(
    [...graph]
      .filter(([name]) => fits(name))
      .map(([name, needs]) => [name, new Set([...needs].filter(fits))]),
  );
}

/** Waits; ends early, with false, when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(ms, true, { signal }).catch(() => false);
}
