import { createHash } from 'node:crypto';
import type express from 'express';

/**
 * Responds with JSON and a strong validator, or with 304 if the caller has the same content. `generatedAt` does not count,
 * because it differs in each response.
 */
export function respond(
  req: express.Request,
  res: express.Response,
  body: object,
): void {
  const { generatedAt: _, ...content } = body as { generatedAt?: string };
  const hash = createHash('sha256')
    .update(JSON.stringify(content))
    .digest('base64url');
  res.set({
    ETag: `"${hash}"`,
    // What a caller can see depends on its permissions, so no cache may share a response, and each use is validated.
    'Cache-Control': 'private, no-cache',
  });
  res.vary('Authorization');
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  res.json(body);
}
