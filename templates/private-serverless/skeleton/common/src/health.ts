import manifest from '../package.json' with { type: 'json' };
import { type Handler, json } from './http.ts';

/** Longest that a dependency may take before the service counts as unavailable. */
const checkTimeoutMs = 2_000;

/** Asks one dependency; resolves when it answers, rejects when it does not. */
export type Check = (signal: AbortSignal) => Promise<void>;

/** `GET /health`: 200 when the function runs and every dependency answers in time, else 503 with what does not. */
export function createHealth(checks: Record<string, Check>): Handler {
  return async () => {
    const unavailable: string[] = [];
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await check(AbortSignal.timeout(checkTimeoutMs));
        } catch (error) {
          console.error(JSON.stringify({ message: 'health check failed', name, error: String(error) }));
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
