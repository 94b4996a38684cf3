import type express from 'express';

/** Responds with 429 and the number of seconds until the next request is allowed. */
export function tooManyRequests(
  req: express.Request,
  res: express.Response,
  waitSeconds: number,
): void {
  res.status(429).set('Retry-After', String(waitSeconds));
  res.json({
    error: {
      name: 'TooManyRequestsError',
      message: `Too many requests. Try again in ${waitSeconds} s`,
    },
    request: { method: req.method, url: req.originalUrl },
    response: { statusCode: 429 },
  });
}
