import { isIPv4, Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FailureCode } from '@private-serverless/wire';
import { ProbeFailure } from '../../ProbeFailure';
import { authority } from '../dial';
import { ByteReader } from './ByteReader';
import { Proxy } from './Proxy';

const version = 5;
const noAuthentication = 0;
const usernamePassword = 2;
const noneAcceptable = 0xff;

/** Reply codes (RFC 1928 section 6). 1 is a general failure. */
const replies: Record<number, [FailureCode, string]> = {
  1: ['tunnel.failed', 'general failure'],
  2: ['tunnel.refused', 'not allowed by its rules'],
  3: ['tcp.unreachable', 'network unreachable'],
  4: ['tcp.unreachable', 'host unreachable'],
  5: ['tcp.refused', 'connection refused'],
  6: ['tcp.timeout', 'TTL expired'],
  7: ['tunnel.refused', 'command not supported'],
  8: ['tunnel.refused', 'address type not supported'],
};

/**
 * Requests a connection to a checked address with SOCKS5 (RFC 1928, and RFC 1929 for the credentials). The request
 * contains the address, never the name.
 * @param socket - connected to the proxy
 * @throws ProbeFailure `tunnel.*`, or the `tcp.*` code that the proxy reports
 */
export async function openSocksTunnel(
  socket: Socket,
  address: string,
  port: number,
  { credentials }: Pick<Proxy, 'credentials'> = {},
): Promise<void> {
  const reader = new ByteReader(socket);
  try {
    const methods = credentials
      ? [noAuthentication, usernamePassword]
      : [noAuthentication];
    socket.write(Buffer.from([version, methods.length, ...methods]));
    const [greeted, method] = await reader.read(2);
    if (greeted !== version) throw protocolFailure();
    if (method === usernamePassword && credentials) {
      await authenticate(socket, reader, credentials);
    } else if (method === noneAcceptable) {
      throw authenticationFailure('The proxy requires authentication');
    } else if (method !== noAuthentication) {
      throw protocolFailure();
    }
    await requestConnection(socket, reader, address, port);
  } finally {
    reader.release();
  }
}

async function authenticate(
  socket: Socket,
  reader: ByteReader,
  { username, password }: NonNullable<Proxy['credentials']>,
): Promise<void> {
  const user = Buffer.from(username);
  const secret = Buffer.from(password);
  socket.write(
    Buffer.concat([
      Buffer.from([1, user.length]),
      user,
      Buffer.from([secret.length]),
      secret,
    ]),
  );
  const [, status] = await reader.read(2);
  if (status !== 0) {
    throw authenticationFailure('The proxy rejects the credentials');
  }
}

async function requestConnection(
  socket: Socket,
  reader: ByteReader,
  address: string,
  port: number,
): Promise<void> {
  const bytes = ipaddr.parse(address).toByteArray();
  const addressType = isIPv4(address) ? 1 : 4;
  const connectCommand = 1;
  socket.write(
    Buffer.from([
      version,
      connectCommand,
      0,
      addressType,
      ...bytes,
      Math.floor(port / 256),
      port % 256,
    ]),
  );
  const [replied, reply, , boundType] = await reader.read(4);
  if (replied !== version) throw protocolFailure();
  if (reply !== 0) {
    const [code, text] = replies[reply] ?? ['tunnel.failed', `reply ${reply}`];
    throw new ProbeFailure(
      'tcp',
      code,
      `The proxy could not connect to ${authority(address, port)}: ${text}`,
    );
  }
  // The address of the proxy's own end follows. It is not needed.
  if (boundType === 1) await reader.read(4 + 2);
  else if (boundType === 4) await reader.read(16 + 2);
  else if (boundType === 3) await reader.read((await reader.read(1))[0] + 2);
  else throw protocolFailure();
}

function authenticationFailure(message: string): ProbeFailure {
  return new ProbeFailure('tcp', 'tunnel.authentication', message);
}

function protocolFailure(): ProbeFailure {
  return new ProbeFailure(
    'tcp',
    'tunnel.protocol',
    'The response of the proxy is not SOCKS5',
  );
}
