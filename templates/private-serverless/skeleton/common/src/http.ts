import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

/** Handles the requests of one route. */
export type Handler = (
  event: APIGatewayProxyEvent,
) => Promise<APIGatewayProxyResult>;

/** An error that is returned to the caller as `{"error": message}` with this status. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
  }
}

/** A JSON response that caches do not store. */
export function json(status: number, body: unknown): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    },
    body: JSON.stringify(body),
  };
}

/**
 * Parses the request's body as JSON.
 *
 * @throws HttpError 400 if the body is missing or not JSON
 */
export function readJson(event: APIGatewayProxyEvent): unknown {
  const text = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : event.body;
  if (!text) {
    throw new HttpError(400, 'The request must have a JSON body.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'The body is not valid JSON.');
  }
}
