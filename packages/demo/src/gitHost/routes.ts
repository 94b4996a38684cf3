import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that has been matched to a route. */
export type Call = {
  request: IncomingMessage;
  response: ServerResponse;
  /** Decoded parts of the path that the route captures. */
  parts: string[];
  query: URLSearchParams;
  /** The user, for a request with credentials. */
  user?: string;
};

/** One route of the host. */
export type Route = {
  method: 'GET' | 'POST';
  /** Matches the whole encoded path. The captured `owner` must be the host's organization. */
  path: RegExp;
  /** Whether the route requires credentials. @defaultValue false */
  needsUser?: boolean;
  handle(call: Call): Promise<void>;
};

/** Sends a response with a body and its length. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  response
    .writeHead(status, {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'X-Content-Type-Options': 'nosniff',
      // Pages show content that other users pushed.
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .end(body);
}

/** Sends a JSON document. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  send(
    response,
    status,
    'application/json; charset=utf-8',
    JSON.stringify(body),
  );
}

/** Redirects to another path of this host. */
export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { Location: location, 'Content-Length': 0 }).end();
}
