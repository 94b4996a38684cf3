import manifest from '../package.json' with { type: 'json' };
import { type Handler, json } from './http.ts';

/** Asks one dependency; resolves when it answers, rejects when it does not. */
export type Check = (signal: AbortSignal) => Promise<void>;

/**
 * `GET /health`: 200 when the function runs and every dependency answers in time, else 503 with what does not.
 *
 * @param timeoutMs - the longest that a dependency may take before the service counts as unavailable
 */
export function createHealth(checks: Record<string, Check>, timeoutMs = 2_000): Handler {
  return async () => {
    const unavailable: string[] = [];
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await inTime(check, timeoutMs);
        } catch (error) {
          const message = 'health check failed';
          console.error(JSON.stringify({ message, name, error: String(error) }));
          unavailable.push(name);
        }
      }),
    );
    const service = { service: manifest.name, version: manifest.version };
    return unavailable.length === 0
      ? json(200, { status: 'ok', ...service })
      : json(503, { status: 'unavailable', ...service, unavailable });
  };
}

/** Ends also when a check pays no attention to its signal. */
async function inTime(check: Check, timeoutMs: number): Promise<void> {
  const abortion = new AbortController();
  const timer = setTimeout(() => abortion.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([
      check(abortion.signal),
      new Promise<never>((_, reject) => {
        abortion.signal.addEventListener('abort', () => reject(abortion.signal.reason));
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
