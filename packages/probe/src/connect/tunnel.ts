import { IncomingMessage, request } from 'http';
import { Socket } from 'net';
import { FailureCode } from '../types';
import { errorCode, ProbeFailure } from '../failure';

/** A plain HTTP proxy that tunnels by CONNECT. */
export type Proxy = { host: string; port: number };

/**
 * @param url - `http://host:port`
 * @throws TypeError when it is anything else
 */
export function parseProxy(url: string): Proxy {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const usable =
    parsed?.protocol === 'http:' &&
    parsed.hostname !== '' &&
    !parsed.username &&
    !parsed.password &&
    parsed.pathname === '/' &&
    !parsed.search;
  if (!parsed || !usable) {
    throw new TypeError(
      'connectProxy must be http://host:port, without user, password or path',
    );
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 80),
  };
}

/**
 * Asks the proxy for a tunnel to a checked address.
 * @param socket - connected to the proxy
 * @param peer - `address:port`: never a name, which the proxy would resolve by itself, past the guard
 * @throws ProbeFailure `tunnel.refused`, or the `tcp.*` code that the proxy's answer stands for
 */
export function openTunnel(socket: Socket, peer: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ask = request({
      method: 'CONNECT',
      path: peer,
      createConnection: () => socket,
      headers: { host: peer },
      maxHeaderSize: 16 * 1024,
    });
    ask.once('connect', (answer, _socket, head) => {
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve();
      } else {
        reject(tunnelFailure(answer, peer));
      }
    });
    ask.once('error', error =>
      reject(
        new ProbeFailure(
          'tcp',
          'tunnel.refused',
          `The tunnel cut the connection or is no HTTP proxy (${errorCode(
            error,
          )})`,
        ),
      ),
    );
    ask.end();
  });
}

/** The tunnel could not be asked at all. */
export function proxyFailure(error: unknown): ProbeFailure {
  const code = errorCode(error);
  return code === 'ETIMEDOUT'
    ? new ProbeFailure('tcp', 'tunnel.timeout', 'The tunnel does not answer')
    : new ProbeFailure(
        'tcp',
        'tunnel.refused',
        `The tunnel cannot be reached (${code || 'unknown error'})`,
      );
}

/** Error types of the header Proxy-Status, RFC 9209 section 2.3. */
const proxyErrors: Record<string, FailureCode> = {
  connection_refused: 'tcp.refused',
  connection_timeout: 'tcp.timeout',
  connection_terminated: 'tcp.reset',
  destination_ip_unroutable: 'tcp.unreachable',
};

function tunnelFailure(answer: IncomingMessage, peer: string): ProbeFailure {
  const status = answer.statusCode ?? 0;
  const header = String(answer.headers['proxy-status'] ?? '');
  const named = proxyErrors[/;\s*error=([a-z_]+)/.exec(header)?.[1] ?? ''];
  // Without the header 502 and 503 say only that the tunnel did not get through.
  const byStatus: Record<number, FailureCode> = {
    502: 'tcp.unreachable',
    503: 'tcp.unreachable',
    504: 'tcp.timeout',
  };
  const code = named ?? byStatus[status] ?? 'tunnel.refused';
  return new ProbeFailure(
    'tcp',
    code,
    code === 'tunnel.refused'
      ? `The tunnel refuses ${peer} (status ${status})`
      : `The tunnel could not connect to ${peer} (status ${status}${
          named ? `, ${header.slice(0, 200)}` : ''
        })`,
  );
}
