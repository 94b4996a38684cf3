import { setTimeout as delay } from 'node:timers/promises';

/** Time, as an argument. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits, and returns early (without an error) when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** The system's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    if (signal?.aborted) return;
    await delay(ms, undefined, { signal }).catch(error => {
      if (!signal?.aborted) throw error;
    });
  },
};
