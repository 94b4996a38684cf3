import { createServer as createHttpServer, Server } from 'node:http';
import { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { Account, LiveResource } from '../account/account';
import { Arrival } from '../apigateway/authorization';
import { createGateway } from '../apigateway/gateway';
import { parseCidr, sizeOf, ipv4ToNumber } from '../cloudformation/cidr';
import { VPC } from '../resources/ec2';
import {
  NETWORK_INTERFACE,
  serviceOf,
  VPC_ENDPOINT,
} from '../resources/vpcEndpoint';
import { admittedCaller } from './admission';
import { KeyPair } from './certificates';

/** How long a dropped connection hangs before the tunnel gives up. */
const DROP_MS = 60_000;

/** An HTTP proxy on loopback that knows CONNECT only. */
export type Tunnel = { port: number; close(): Promise<void> };

/**
 * Starts the way into the stacks' VPCs: what a bastion's proxy would be.
 *
 * `CONNECT address:443` reaches the network interface with that address, if
 * its security groups admit it; behind it TLS ends and API Gateway answers.
 */
export async function startTunnel(
  port: number,
  o: {
    account: Account;
    certificate: KeyPair;
    gateway: ReturnType<typeof createGateway>;
  },
): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const arrivals = new WeakMap<object, Arrival>();
  const secureContext = createSecureContext({
    cert: o.certificate.certificate,
    key: o.certificate.key,
    minVersion: 'TLSv1.2',
  });
  const inner = createHttpServer((request, response) => {
    const arrival = arrivals.get(request.socket);
    if (!arrival) response.destroy();
    else o.gateway(request, response, arrival).catch(() => response.destroy());
  });
  inner.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });

  const secure = (socket: Socket, arrival: Arrival): void => {
    const tls = new TLSSocket(socket, {
      isServer: true,
      secureContext,
      ALPNProtocols: ['http/1.1'],
    });
    tls.on('error', () => socket.destroy());
    arrivals.set(tls, arrival);
    inner.emit('connection', tls);
  };

  const proxy = createHttpServer((_, response) => {
    response.writeHead(405, { 'content-type': 'text/plain' });
    response.end('This is a CONNECT proxy of the sandbox: use CONNECT.\n');
  });
  proxy.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('connect', (request, duplex, head: Buffer) => {
    const socket = duplex as Socket;
    socket.on('error', () => socket.destroy());
    const target = findTarget(o.account, request.url ?? '');
    if (target.kind === 'refused') {
      const body = `${target.reason}\n`;
      socket.end(
        `HTTP/1.1 ${target.status}\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    if (target.kind === 'dropped') {
      // A security group drops packets: the caller sees a timeout.
      const timer = setTimeout(() => {
        socket.end('HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n');
      }, DROP_MS);
      socket.once('close', () => clearTimeout(timer));
      socket.resume();
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    secure(socket, target.arrival);
  });
  const chosen = await listen(proxy, port);
  return {
    port: chosen,
    async close() {
      const closed = new Promise<void>(resolve => {
        proxy.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

type Target =
  | { kind: 'refused'; status: string; reason: string }
  | { kind: 'dropped' }
  | { kind: 'open'; arrival: Arrival };

function findTarget(account: Account, authority: string): Target {
  const [, address, port] =
    /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(authority) ?? [];
  if (!address || !isInVpc(account, address)) {
    return {
      kind: 'refused',
      status: '403 Forbidden',
      reason: `${authority} is no address in a VPC of a stack`,
    };
  }
  if (port !== '443') {
    return {
      kind: 'refused',
      status: '403 Forbidden',
      reason: `Only port 443 is open, not ${port}`,
    };
  }
  const networkInterface = account
    .list(NETWORK_INTERFACE)
    .find(one => one.properties.PrivateIpAddress === address);
  const endpoint =
    networkInterface &&
    account.find(VPC_ENDPOINT, networkInterface.properties.VpcEndpointId);
  if (!networkInterface || !endpoint) return { kind: 'dropped' };
  const callerAddress = admittedCaller(account, networkInterface);
  if (!callerAddress) return { kind: 'dropped' };
  return isGateway(endpoint)
    ? { kind: 'open', arrival: { endpoint, callerAddress } }
    : {
        kind: 'refused',
        status: '502 Bad Gateway',
        reason: `sandbox: an endpoint of ${serviceOf(
          endpoint,
        )} answers no calls`,
      };
}

function isGateway(endpoint: LiveResource): boolean {
  return serviceOf(endpoint) === 'execute-api';
}

function isInVpc(account: Account, address: string): boolean {
  let value: number;
  try {
    value = ipv4ToNumber(address);
  } catch {
    return false;
  }
  return account.list(VPC).some(vpc => {
    const { first, prefix } = parseCidr(String(vpc.attributes.CidrBlock));
    return value >= first && value < first + sizeOf(prefix);
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}
