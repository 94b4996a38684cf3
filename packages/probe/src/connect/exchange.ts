import { createHash } from 'crypto';
import { IncomingMessage, request } from 'http';
import { Socket } from 'net';
import { errorCode, ProbeFailure } from '../failure';
import { CheckedUrl } from '../guard/url';
import { shownUrl } from '../shownUrl';
import { HttpDetails, Phase } from '../types';
import {
  clientCertificateFailure,
  isClientCertificateRefusal,
} from './tlsFailure';

const maxHeaderBytes = 16 * 1024;
/** A health body has no reason to be larger. */
export const maxBodyBytes = 64 * 1024;

/**
 * Sends the GET and waits for the answer's head.
 * @throws ProbeFailure `http.protocol`, `tcp.reset`, `tls.client_certificate`
 */
export function sendRequest(
  socket: Socket,
  url: CheckedUrl,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const ask = request({
      method: 'GET',
      path: url.path,
      // `agent` stays unset: with `agent: false` Node ignores createConnection and dials by itself, past the guard.
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
    ask.once('response', resolve);
    ask.once('upgrade', () =>
      reject(
        new ProbeFailure(
          'http',
          'http.protocol',
          'The peer switched to another protocol',
        ),
      ),
    );
    ask.on('error', error => reject(exchangeFailure(error, 'http')));
    ask.end();
  });
}

function hostHeader({ host, port, tls, isAddress }: CheckedUrl): string {
  const name = isAddress && host.includes(':') ? `[${host}]` : host;
  return port === (tls ? 443 : 80) ? name : `${name}:${port}`;
}

/** What the head of an answer says. Values are cut: a peer must not fill the history. */
export function describeHttp(answer: IncomingMessage): HttpDetails {
  const header = (name: string) => {
    const value = answer.headers[name];
    return value === undefined ? undefined : String(value).slice(0, 1024);
  };
  const location = header('location');
  // API Gateway appends a URI after a colon for some errors.
  const errorType = header('x-amzn-errortype')?.split(':')[0];
  const server = header('server');
  return {
    status: answer.statusCode ?? 0,
    // A sign-in redirect carries codes and tokens.
    ...(location === undefined ? {} : { location: shownUrl(location) }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(server === undefined ? {} : { server }),
  };
}

/**
 * Reads the body up to {@link maxBodyBytes}.
 * @throws ProbeFailure `body.too_large`, or `tcp.reset` when it is cut short
 */
export async function readBody(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      size += chunk.length;
      if (size > maxBodyBytes) {
        throw new ProbeFailure(
          'body',
          'body.too_large',
          `The body is larger than ${maxBodyBytes / 1024} KiB`,
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ProbeFailure
      ? error
      : exchangeFailure(error, 'body');
  }
  return Buffer.concat(chunks);
}

/** All that is kept of a body. */
export function fingerprint(body: Buffer): { bytes: number; sha256: string } {
  return {
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
}

function exchangeFailure(error: unknown, phase: Phase): ProbeFailure {
  const code = errorCode(error);
  if (isClientCertificateRefusal(error)) return clientCertificateFailure(phase);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ProbeFailure(
      phase,
      'http.protocol',
      `The answer's headers are larger than ${maxHeaderBytes / 1024} KiB`,
    );
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new ProbeFailure(
      phase,
      'tcp.reset',
      phase === 'body'
        ? 'The connection was cut in the middle of the body'
        : 'The connection was cut before an answer came',
    );
  }
  return new ProbeFailure(
    phase,
    'http.protocol',
    `The answer is not HTTP/1.1 (${code || 'unknown error'})`,
  );
}
