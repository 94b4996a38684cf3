/**
 * A request to the service, in the shape of API Gateway's proxy events. For another source of requests, write a function that
 * converts its events.
 */
export type ApiRequest = {
  httpMethod: string;
  path: string;
  /** The route of the template that the request fits, such as `/items/{id}`. */
  resource: string;
  pathParameters: Record<string, string | undefined> | null;
  /** Decoded. */
  queryStringParameters: Record<string, string | undefined> | null;
  headers: Record<string, string | undefined> | null;
  body: string | null;
  isBase64Encoded: boolean;
  requestContext?: { requestId?: string };
};

/** A response of the service. */
export type ApiResponse = {
  statusCode: number;
  headers?: Record<string, string | number | boolean>;
  body: string;
  isBase64Encoded?: boolean;
};

/** Handles the requests of one route. */
export type Handler = (request: ApiRequest) => Promise<ApiResponse>;

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
export function json(status: number, body: unknown): ApiResponse {
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
export function readJson(event: ApiRequest): unknown {
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
