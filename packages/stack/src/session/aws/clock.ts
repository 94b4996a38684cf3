import { setTimeout as delay } from 'node:timers/promises';

/**
 * The source of time. Tests pass their own.
 * @public
 */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits `ms` milliseconds. Returns early, without an error, when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** The clock of the system. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    if (signal?.aborted) return;
    await delay(ms, undefined, { signal }).catch(error => {
      if (!signal?.aborted) throw error;
    });
  },
};
