import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { FailureCode } from '@private-serverless/wire';
import { errorCode, ProbeFailure } from '../ProbeFailure';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { shownUrl } from '../shownUrl';

/** An HTTP proxy that opens tunnels with CONNECT. */
export type Proxy = { host: string; port: number };

/**
 * Parses the URL of a proxy.
 * @param url - `http://host:port`
 * @throws ProberOptionError if it has any other form
 */
export function parseProxy(
  url: string,
  formatOption?: FormatProberOption,
): Proxy {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const usable =
    parsed?.protocol === 'http:' &&
    parsed.hostname !== '' &&
    !parsed.username &&
    !parsed.password &&
    parsed.pathname === '/' &&
    !parsed.search;
  if (!parsed || !usable) {
    throw new ProberOptionError(
      'connectProxy',
      ` is ${JSON.stringify(
        shownUrl(url),
      )}, not a valid proxy. Use http://host:port, without user, password or path`,
      formatOption,
    );
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 80),
  };
}

/**
 * Requests a tunnel to a checked address.
 * @param socket - connected to the proxy
 * @param peer - `address:port`. Never a name, because the proxy would resolve it to an address that the guard has not
 *   checked
 * @throws ProbeFailure `tunnel.refused`, or the `tcp.*` code for the response of the proxy
 */
export function openTunnel(socket: Socket, peer: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const connectRequest = request({
      method: 'CONNECT',
      path: peer,
      createConnection: () => socket,
      headers: { host: peer },
      maxHeaderSize: 16 * 1024,
    });
    connectRequest.once('connect', (response, _socket, head) => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve();
      } else {
        reject(tunnelFailure(response, peer));
      }
    });
    connectRequest.once('error', error =>
      reject(
        new ProbeFailure(
          'tcp',
          'tunnel.refused',
          `The proxy reset the connection, or it is not an HTTP proxy (${errorCode(
            error,
          )})`,
        ),
      ),
    );
    connectRequest.end();
  });
}

/** The failure for an error of the connection to the proxy. */
export function proxyFailure(error: unknown): ProbeFailure {
  const code = errorCode(error);
  return code === 'ETIMEDOUT'
    ? new ProbeFailure('tcp', 'tunnel.timeout', 'No response from the proxy')
    : new ProbeFailure(
        'tcp',
        'tunnel.refused',
        `Cannot connect to the proxy (${code || 'unknown error'})`,
      );
}

/** Error types of the header Proxy-Status (RFC 9209 section 2.3). */
const proxyErrors: Record<string, FailureCode> = {
  connection_refused: 'tcp.refused',
  connection_timeout: 'tcp.timeout',
  connection_terminated: 'tcp.reset',
  destination_ip_unroutable: 'tcp.unreachable',
};

function tunnelFailure(response: IncomingMessage, peer: string): ProbeFailure {
  const status = response.statusCode ?? 0;
  const header = String(response.headers['proxy-status'] ?? '');
  const reportedCode =
    proxyErrors[/;\s*error=([a-z_]+)/.exec(header)?.[1] ?? ''];
  // Without the header, 502 and 503 report only that the proxy did not reach the peer.
  const codeByStatus: Record<number, FailureCode> = {
    502: 'tcp.unreachable',
    503: 'tcp.unreachable',
    504: 'tcp.timeout',
  };
  const code = reportedCode ?? codeByStatus[status] ?? 'tunnel.refused';
  return new ProbeFailure(
    'tcp',
    code,
    code === 'tunnel.refused'
      ? `The proxy refused ${peer} (status ${status})`
      : `The proxy could not connect to ${peer} (status ${status}${
          reportedCode ? `, ${header.slice(0, 200)}` : ''
        })`,
  );
}
