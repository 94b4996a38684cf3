import { keepUnchanged } from './keepUnchanged';

/** Number of URLs whose latest response is kept. A page polls fewer. */
const maxUrls = 50;

type Kept = { etag: string | null; value: unknown };

/** Without the time of the response, which changes although nothing else does. */
function untimed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { generatedAt, ...rest } = value as { generatedAt?: unknown };
  return generatedAt === undefined ? value : rest;
}

/**
 * The latest response for each URL, so that an unchanged one keeps its identity. The browser sends a request with
 * `If-None-Match` past its own cache. Where CORS hides the ETag, the values are compared.
 */
export class Responses {
  private readonly kept = new Map<string, Kept>();

  headersFor(url: string): Record<string, string> {
    const etag = this.kept.get(url)?.etag;
    return etag ? { 'if-none-match': etag } : {};
  }

  /** The value of a response with status 200 or 304. */
  async read<T>(url: string, response: Response): Promise<T> {
    const before = this.kept.get(url);
    if (response.status === 304 && before) {
      return before.value as T;
    }
    const received = await response.json();
    let value = keepUnchanged(before?.value, received);
    if (before && value !== before.value) {
      const earlier = untimed(before.value);
      if (keepUnchanged(earlier, untimed(received)) === earlier) {
        value = before.value;
      }
    }
    this.kept.delete(url);
    this.kept.set(url, { etag: response.headers.get('etag'), value });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= maxUrls) break;
      this.kept.delete(oldest);
    }
    return value as T;
  }
}
