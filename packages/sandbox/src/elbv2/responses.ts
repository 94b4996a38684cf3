import { ServerResponse } from 'node:http';
import { send } from '../protocol/http';

/** The reason phrases of the responses that a load balancer itself sends. */
const phrases: Record<number, string> = {
  400: 'Bad Request',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** The name of the server in responses of the load balancer itself. */
const server = 'awselb/2.0';

function page(title: string, ...lines: string[]): string {
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    ...lines.map(line => `<center>${line}</center>`),
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}

/** Sends the load balancer's own response for an error. Does nothing if the response has begun. */
export function sendError(response: ServerResponse, status: number): void {
  const title = `${status} ${phrases[status]}`;
  response.statusMessage = phrases[status];
  send(
    response,
    status,
    { server, 'content-type': 'text/html' },
    page(title, `<h1>${title}</h1>`),
  );
}

/** Sends the response of a `fixed-response` action. */
export function sendFixed(
  response: ServerResponse,
  o: { StatusCode: string; ContentType: string; MessageBody: string },
): void {
  send(
    response,
    Number(o.StatusCode),
    { server, 'content-type': `${o.ContentType}; charset=utf-8` },
    o.MessageBody,
  );
}

/** The response to a request that is not valid HTTP. */
export const badRequest = whole('400 Bad Request');

/** The response to plain HTTP on the port of an HTTPS listener. */
export const plainHttp = whole(
  '400 The plain HTTP request was sent to HTTPS port',
  '<h1>400 Bad Request</h1>',
  'The plain HTTP request was sent to HTTPS port',
);

function whole(title: string, ...lines: string[]): string {
  const body = page(
    title,
    ...(lines.length > 0 ? lines : [`<h1>${title}</h1>`]),
  );
  return [
    'HTTP/1.1 400 Bad Request',
    `Server: ${server}`,
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
