import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { FailureCode } from '@private-serverless/wire';
import { errorCode, ProbeFailure } from '../../ProbeFailure';
import { Proxy } from './Proxy';

/**
 * Requests a tunnel to a checked address with CONNECT.
 * @param socket - connected to the proxy
 * @param peer - `address:port`. Never a name, because the proxy would resolve it to an address that the guard has not
 *   checked
 * @throws ProbeFailure `tunnel.*`, or the `tcp.*` code that the proxy reports
 */
export function openHttpTunnel(
  socket: Socket,
  peer: string,
  { credentials }: Pick<Proxy, 'credentials'> = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const connectRequest = request({
      method: 'CONNECT',
      path: peer,
      createConnection: () => socket,
      headers: {
        host: peer,
        ...(credentials && {
          'proxy-authorization': `Basic ${Buffer.from(
            `${credentials.username}:${credentials.password}`,
          ).toString('base64')}`,
        }),
      },
      maxHeaderSize: 16 * 1024,
    });
    connectRequest.once('connect', (response, _socket, head) => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve();
      } else {
        reject(responseFailure(response, peer));
      }
    });
    connectRequest.on('error', error => reject(exchangeFailure(error, peer)));
    connectRequest.end();
  });
}

/** The failure for a proxy that responds with something else than HTTP, or that ends the connection. */
function exchangeFailure(error: unknown, peer: string): ProbeFailure {
  const code = errorCode(error);
  return code.startsWith('HPE_')
    ? new ProbeFailure(
        'tcp',
        'tunnel.protocol',
        `The response of the proxy is not HTTP (${code})`,
      )
    : new ProbeFailure(
        'tcp',
        'tunnel.failed',
        `The proxy closed the connection without a response to CONNECT ${peer}`,
      );
}

/** Error types of the header Proxy-Status (RFC 9209 section 2.3). */
const proxyStatusErrors: Record<string, FailureCode> = {
  connection_refused: 'tcp.refused',
  connection_timeout: 'tcp.timeout',
  connection_terminated: 'tcp.reset',
  destination_ip_unroutable: 'tcp.unreachable',
  destination_ip_prohibited: 'tunnel.refused',
  connection_limit_reached: 'tunnel.failed',
};

/** Numbers of Linux in the header X-Squid-Error of Squid, after ERR_CONNECT_FAIL. */
const squidErrors: Record<string, FailureCode> = {
  110: 'tcp.timeout',
  111: 'tcp.refused',
  101: 'tcp.unreachable',
  113: 'tcp.unreachable',
};

function responseFailure(
  { statusCode: status = 0, headers }: IncomingMessage,
  peer: string,
): ProbeFailure {
  const header = (name: string) => String(headers[name] ?? '').slice(0, 200);
  const fail = (code: FailureCode, text: string) =>
    new ProbeFailure('tcp', code, text);
  // Tinyproxy answers wrong credentials with 401.
  if (status === 407 || status === 401) {
    return fail(
      'tunnel.authentication',
      `The proxy requires authentication, or rejects the credentials (status ${status})${offered(
        header('proxy-authenticate'),
      )}`,
    );
  }
  const evidence =
    reported(
      'Proxy-Status',
      header('proxy-status'),
      /;\s*error=([a-z_]+)/,
      proxyStatusErrors,
    ) ??
    reported(
      'X-Squid-Error',
      header('x-squid-error'),
      /^ERR_CONNECT_FAIL (\d+)/,
      squidErrors,
    );
  if (evidence) {
    return fail(
      evidence.code,
      `The proxy could not connect to ${peer} (status ${status}, ${evidence.text})`,
    );
  }
  // A web server that is not a proxy takes CONNECT for a wrong request or an unknown method.
  if ([400, 404, 501].includes(status)) {
    return fail(
      'tunnel.protocol',
      `The peer does not accept CONNECT, so it may not be a proxy (status ${status})`,
    );
  }
  // 500 is Tinyproxy's response. A load balancer before dead proxies responds with a bare 502, 503 or 504.
  if (status >= 500 && !/^ERR_ACCESS_DENIED/.test(header('x-squid-error'))) {
    return fail(
      'tunnel.failed',
      `The proxy could not connect to ${peer} and does not say why (status ${status})`,
    );
  }
  return fail('tunnel.refused', `The proxy refused ${peer} (status ${status})`);
}

/** The schemes of a proxy that does not accept the only one that the probe knows, such as NTLM. */
function offered(challenge: string): string {
  const schemes = [...challenge.matchAll(/(?:^|,)\s*([A-Za-z-]+)(?=\s|,|$)/g)]
    .map(([, scheme]) => scheme)
    .filter((scheme, index, all) => all.indexOf(scheme) === index);
  return schemes.length === 0 || schemes.some(name => /^basic$/i.test(name))
    ? ''
    : `. It offers ${schemes.join(' and ')}, but the probe supports Basic only`;
}

function reported(
  name: string,
  value: string,
  pattern: RegExp,
  codes: Record<string, FailureCode>,
): { code: FailureCode; text: string } | undefined {
  const code = codes[pattern.exec(value)?.[1] ?? ''];
  return code && { code, text: `${name}: ${value}` };
}
