import { hash } from 'node:crypto';
import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { HttpDetails, Phase } from '@private-serverless/wire';
import { errorCode, ProbeFailure } from '../ProbeFailure';
import { CheckedUrl } from '../guard/url';
import { shownUrl } from '../shownUrl';
import {
  clientCertificateFailureOf,
  closedFailure,
  isOrderlyClose,
} from '../tls/tlsFailure';
import { Trust } from '../tls/trust';

const maxHeaderBytes = 16 * 1024;
/** Maximum size of a response body. Health responses are smaller. */
export const maxBodyBytes = 64 * 1024;

/**
 * Sends the GET request and waits for the head of the response.
 * @throws ProbeFailure `http.protocol`, `tcp.reset`, `tcp.closed`, `tls.client_certificate`
 */
export function sendRequest(
  socket: Socket,
  url: CheckedUrl,
  trust: Trust,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const httpRequest = request({
      method: 'GET',
      path: url.path,
      // Do not set `agent`: with `agent: false`, Node ignores createConnection and opens a connection that the guard
      // has not checked.
      createConnection: () => socket,
      setDefaultHeaders: false,
      maxHeaderSize: maxHeaderBytes,
      headers: {
        host: hostHeader(url),
        'user-agent': 'private-serverless-probe',
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    });
    httpRequest.once('response', resolve);
    httpRequest.once('upgrade', () =>
      reject(
        new ProbeFailure(
          'http',
          'http.protocol',
          'The peer switched to another protocol',
        ),
      ),
    );
    httpRequest.on('error', error =>
      reject(exchangeFailure(error, 'http', trust)),
    );
    httpRequest.end();
  });
}

function hostHeader({ host, port, tls, isAddress }: CheckedUrl): string {
  const name = isAddress && host.includes(':') ? `[${host}]` : host;
  return port === (tls ? 443 : 80) ? name : `${name}:${port}`;
}

/** Details of the head of a response. Values are truncated, so that a peer cannot fill the database. */
export function describeHttp(response: IncomingMessage): HttpDetails {
  const header = (name: string) => {
    const value = response.headers[name];
    return value === undefined ? undefined : String(value).slice(0, 1024);
  };
  const location = header('location');
  // API Gateway appends a URI after a colon for some errors.
  const errorType = header('x-amzn-errortype')?.split(':')[0];
  const server = header('server');
  return {
    status: response.statusCode ?? 0,
    // A sign-in redirect contains codes and tokens.
    ...(location === undefined ? {} : { location: shownUrl(location) }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(server === undefined ? {} : { server }),
    ...(isFromApiGateway(response) && { apiGateway: true }),
  };
}

/**
 * Headers that only API Gateway sends: its extended request ID, for REST and for HTTP APIs, and its error type. See
 * docs/aws-claims.md for private APIs.
 */
function isFromApiGateway({ headers }: IncomingMessage): boolean {
  return ['x-amz-apigw-id', 'apigw-requestid', 'x-amzn-errortype'].some(
    name => headers[name] !== undefined,
  );
}

/**
 * Reads the body, up to {@link maxBodyBytes}.
 * @throws ProbeFailure `body.too_large`, or `tcp.reset` if the connection ends before the body
 */
export function readBody(response: IncomingMessage): Promise<Buffer> {
  // Not with `for await`, which costs more CPU time than the rest of the phase.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBodyBytes) return;
      response.pause();
      reject(
        new ProbeFailure(
          'body',
          'body.too_large',
          `The response body is larger than ${maxBodyBytes / 1024} KiB`,
        ),
      );
    });
    response.once('end', () => resolve(Buffer.concat(chunks)));
    response.once('error', error => reject(exchangeFailure(error, 'body')));
    response.once('close', () => {
      if (!response.readableEnded) reject(exchangeFailure(undefined, 'body'));
    });
  });
}

/** Size and hash of a body. The body itself is not stored. */
export function fingerprint(body: Buffer): { bytes: number; sha256: string } {
  return {
    bytes: body.length,
    sha256: hash('sha256', body, 'hex'),
  };
}

function exchangeFailure(
  error: unknown,
  phase: Phase,
  trust?: Trust,
): ProbeFailure {
  const code = errorCode(error);
  const clientCertificate =
    trust && clientCertificateFailureOf(error, phase, trust);
  if (clientCertificate) return clientCertificate;
  if (phase === 'http' && isOrderlyClose(error)) {
    return closedFailure('http', mayBeAboutCertificate(trust));
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ProbeFailure(
      phase,
      'http.protocol',
      `The response headers are larger than ${maxHeaderBytes / 1024} KiB`,
    );
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new ProbeFailure(
      phase,
      'tcp.reset',
      phase === 'body'
        ? 'The connection was reset during the response body'
        : `The connection was reset before the response${mayBeAboutCertificate(
            trust,
          )}`,
    );
  }
  return new ProbeFailure(
    phase,
    'http.protocol',
    `The response is not HTTP/1.1 (${code || 'unknown error'})`,
  );
}

/** With TLS 1.3, a server that rejects the client ends the connection after the handshake. Some send no alert. */
function mayBeAboutCertificate(trust: Trust | undefined): string {
  if (!trust) return '';
  return trust.hasClientCertificate
    ? ', or the server may reject the client certificate'
    : ', or the server may require a client certificate';
}
