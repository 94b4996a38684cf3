import { type ApiRequest, type Handler, HttpError, json } from './http.ts';

/**
 * Creates one handler for all routes. A route is a method and a resource of the template, such as `GET /items/{id}`.
 * It returns an HttpError with its status, and any other error as a 500. The reason for a 500 is only in the log.
 */
export function createRouter(routes: Record<string, Handler>): Handler {
  return async event => {
    const route = `${event.httpMethod} ${event.resource}`;
    const handler = routes[route];
    try {
      if (!handler) {
        throw new HttpError(404, `No route ${route}.`);
      }
      return await handler(event);
    } catch (error) {
      if (error instanceof HttpError) {
        return json(error.status, { error: error.message });
      }
      logFailure(event, error);
      return json(500, { error: 'Internal error.' });
    }
  };
}

function logFailure(event: ApiRequest, error: unknown): void {
  console.error(
    JSON.stringify({
      message: 'request failed',
      requestId: event.requestContext?.requestId,
      route: `${event.httpMethod} ${event.resource}`,
      error: error instanceof Error ? error.stack : String(error),
    }),
  );
}
