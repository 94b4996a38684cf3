import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Handler, HttpError, json } from './http.ts';

/**
 * One function for all routes. A route is a method and a resource as the template declares it: `GET /items/{id}`.
 * What a handler throws becomes an answer: HttpError its own status, anything else a 500 whose reason is in the log only.
 */
export function createRouter(routes: Record<string, Handler>): Handler {
  return async event => {
    const route = `${event.httpMethod} ${event.resource}`;
    const handler = routes[route];
    try {
      if (!handler) {
        throw new HttpError(404, `There is no ${route}.`);
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

function logFailure(event: APIGatewayProxyEvent, error: unknown): void {
  console.error(
    JSON.stringify({
      message: 'request failed',
      requestId: event.requestContext?.requestId,
      route: `${event.httpMethod} ${event.resource}`,
      error: error instanceof Error ? error.stack : String(error),
    }),
  );
}
