import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a step and prints its result and duration. */
export async function step<T>(
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const begin = Date.now();
  try {
    const result = await work();
    line(what, Date.now() - begin);
    return result;
  } catch (error) {
    console.log(`✕ ${what}`);
    throw error;
  }
}

/** Prints a completed step. */
export function line(what: string, ms: number): void {
  console.log(`✓ ${what} (${(ms / 1000).toFixed(1)} s)`);
}

/** @throws Error if the condition does not hold */
export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Assertion failed: ${what}.`);
}

/**
 * Polls twice per second until there is a result.
 *
 * @param options - `maxMs`: maximum time, 90 seconds by default. `latest`: what was found instead, for the error
 * @throws Error after that time
 */
export async function until<T>(
  what: string,
  poll: () => Promise<T | undefined>,
  options: { maxMs?: number; latest?: () => string } = {},
): Promise<T> {
  const { maxMs = 90_000, latest } = options;
  for (const end = Date.now() + maxMs; Date.now() < end; ) {
    const found = await poll();
    if (found !== undefined) return found;
    await sleep(500);
  }
  throw new Error(
    `Timeout after ${maxMs / 1_000} s: ${what}.${
      latest ? ` Latest:\n${latest()}` : ''
    }`,
  );
}
