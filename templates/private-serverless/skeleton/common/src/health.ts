import manifest from '../package.json' with { type: 'json' };
import { type Handler, json } from './http.ts';

/** Checks one dependency. Resolves if the dependency responds, otherwise rejects. */
export type Check = (signal: AbortSignal) => Promise<void>;

/**
 * `GET /health`: 200 if every dependency responds in time, otherwise 503 with the names of those that do not.
 *
 * @param timeoutMs - timeout of each check, in milliseconds. @default 2000
 */
export function createHealth(checks: Record<string, Check>, timeoutMs = 2_000): Handler {
  return async () => {
    const unavailable: string[] = [];
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await withTimeout(check, timeoutMs);
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

/** Rejects after the timeout, even if the check ignores its signal. */
async function withTimeout(check: Check, timeoutMs: number): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no response within ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([
      check(controller.signal),
      new Promise<never>((_, reject) => {
        controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
