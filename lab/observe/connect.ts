import type { Instance } from '../support/program';
import { talk } from './talk';

/** For a proxy. */
export type Credentials = { username?: string; password?: string };

/** Headers that tell the cause, and those that tell who responded. */
const telling =
  /^(proxy-status|x-squid-error|proxy-authenticate|via|server|allow):/i;

/**
 * Sends CONNECT to an HTTP proxy.
 * @param peer - `address:port`
 * @returns the status line and the telling headers of the response
 */
export async function observeConnect(
  instance: Pick<Instance, 'address' | 'port'>,
  peer: string,
  credentials?: Credentials,
): Promise<string> {
  const { username, password } = credentials ?? {};
  const token = Buffer.from(`${username}:${password}`).toString('base64');
  const lines = [
    `CONNECT ${peer} HTTP/1.1`,
    `host: ${peer}`,
    ...(username ? [`proxy-authorization: Basic ${token}`] : []),
  ];
  const { bytes, end } = await talk(
    instance,
    `${lines.join('\r\n')}\r\n\r\n`,
    received => received.includes('\r\n\r\n'),
  );
  if (bytes.length === 0) return end;
  const [head] = bytes.toString('latin1').split('\r\n\r\n');
  const [status, ...headers] = head.split('\r\n');
  return [
    printable(status),
    ...headers.filter(header => telling.test(header)),
  ].join('; ');
}

/** The bytes of something that is not HTTP as one line. */
function printable(text: string): string {
  return JSON.stringify(text.slice(0, 80)).slice(1, -1);
}

/** Names of the replies (RFC 1928 section 6). */
const replies = [
  'succeeded',
  'general failure',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
];

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928, and RFC 1929 for the credentials).
 * @param peer - `address:port`
 * @returns the method, the result of the authentication, and the reply
 */
export async function observeSocks(
  instance: Pick<Instance, 'address' | 'port'>,
  peer: string,
  { username, password }: Credentials = {},
): Promise<string> {
  const [address, port] = peer.split(':');
  const request = Buffer.from([
    ...[5, 1, 0, 1],
    ...address.split('.').map(Number),
    ...[Math.floor(Number(port) / 256), Number(port) % 256],
  ]);
  const method = username ? 2 : 0;
  const login = Buffer.from(
    `\x01${[username, password]
      .map((text = '') => String.fromCharCode(text.length) + text)
      .join('')}`,
    'latin1',
  );
  // What the client sends after so many bytes of the proxy.
  const next: Record<number, Buffer> = username
    ? { 2: login, 4: request }
    : { 2: request };
  const begin = username ? 4 : 2;
  const { bytes, end } = await talk(
    instance,
    Buffer.from([5, 1, method]),
    received => received.length > begin + 1,
    received => (received[1] === 255 ? undefined : next[received.length]),
  );
  const [, chosen, , status] = bytes;
  if (chosen === undefined) return end;
  if (chosen === 255) return 'method 255 (none acceptable)';
  const reply = bytes[begin + 1];
  return [
    `method ${chosen}`,
    ...(username ? [`authentication status ${status ?? 'missing'}`] : []),
    reply === undefined ? end : `reply ${reply} (${replies[reply]})`,
  ].join('; ');
}
