import { createServer as createHttpServer } from 'node:http';
import { isIPv6, Socket } from 'node:net';
import { createSecureContext, SecureContext, TLSSocket } from 'node:tls';
import { Account, LiveResource } from '../account/Account';
import { Arrival } from '../apigateway/authorization';
import { createGateway } from '../apigateway/gateway';
import { parseCidr, sizeOf, ipv4ToNumber } from '../account/cidr';
import { VPC } from '../resources/ec2';
import { listen } from '../ports';
import {
  NETWORK_INTERFACE,
  serviceOf,
  VPC_ENDPOINT,
} from '../resources/vpcEndpoint';
import { allowedCaller } from './admission';
import { KeyPair } from './certificates';

/**
 * How long a connection to a dropped address stays open before the tunnel
 * responds with 504.
 */
const dropMs = 60_000;

/** An HTTP proxy on loopback that supports CONNECT only. */
export type Tunnel = { port: number; close(): Promise<void> };

/**
 * Starts the proxy into the stacks' VPCs. It stands for the proxy on a bastion.
 *
 * `CONNECT address:443` connects to the network interface with that address, if
 * its security groups allow it. The tunnel terminates TLS and passes the request
 * to API Gateway.
 */
export async function startTunnel(
  port: number,
  o: {
    account: Account;
    certificate: KeyPair;
    /** The certificate for a server name. Undefined if it is not the name of a custom domain. */
    certificateFor(serverName: string): Promise<SecureContext | undefined>;
    gateway: ReturnType<typeof createGateway>;
    /** The VPC of the proxy. @defaultValue it is in all VPCs */
    vpcId?: string;
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
      SNICallback: (name, done) => {
        o.certificateFor(name).then(
          context => done(null, context ?? secureContext),
          error => done(error),
        );
      },
      ALPNProtocols: ['http/1.1'],
    });
    tls.on('error', () => socket.destroy());
    arrivals.set(tls, arrival);
    inner.emit('connection', tls);
  };

  const proxy = createHttpServer((_, response) => {
    response.writeHead(405, { 'content-type': 'text/plain' });
    response.end(
      'This is the CONNECT proxy of the sandbox. Use the method CONNECT.\n',
    );
  });
  proxy.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('connect', (request, duplex, head: Buffer) => {
    const socket = duplex as Socket;
    socket.on('error', () => socket.destroy());
    const target = findTarget(o, request.url ?? '');
    if (target.kind === 'rejected') {
      const body = `${target.reason}\n`;
      socket.end(
        `HTTP/1.1 ${target.status}\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    if (target.kind === 'dropped') {
      // A security group drops packets, so the caller runs into a timeout.
      const timer = setTimeout(() => {
        socket.end('HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n');
      }, dropMs);
      socket.once('close', () => clearTimeout(timer));
      socket.resume();
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    secure(socket, target.arrival);
  });
  const actualPort = await listen(proxy, port);
  return {
    port: actualPort,
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
  | { kind: 'rejected'; status: string; reason: string }
  | { kind: 'dropped' }
  | { kind: 'open'; arrival: Arrival };

function findTarget(
  { account, vpcId }: { account: Account; vpcId?: string },
  authority: string,
): Target {
  const [, address, port] =
    /^\[?(\d+\.\d+\.\d+\.\d+|[0-9a-f:]+)\]?:(\d+)$/.exec(authority) ?? [];
  if (!address || !isInVpc(account, address, vpcId)) {
    return {
      kind: 'rejected',
      status: '403 Forbidden',
      reason: `${authority} is not an address in ${
        vpcId ?? 'a VPC of a stack'
      }`,
    };
  }
  if (port !== '443') {
    return {
      kind: 'rejected',
      status: '403 Forbidden',
      reason: `Port ${port} is closed. Only port 443 is open.`,
    };
  }
  const networkInterface = account
    .list(NETWORK_INTERFACE)
    .find(
      one =>
        [one.properties.PrivateIpAddress, one.properties.Ipv6Address].includes(
          address,
        ) &&
        (vpcId === undefined || one.properties.VpcId === vpcId),
    );
  const endpoint =
    networkInterface &&
    account.find(VPC_ENDPOINT, networkInterface.properties.VpcEndpointId);
  if (!networkInterface || !endpoint) return { kind: 'dropped' };
  const callerAddress = allowedCaller(account, networkInterface);
  if (!callerAddress) return { kind: 'dropped' };
  return isGateway(endpoint)
    ? { kind: 'open', arrival: { endpoint, callerAddress } }
    : {
        kind: 'rejected',
        status: '502 Bad Gateway',
        reason: `sandbox: requests to the ${serviceOf(
          endpoint,
        )} endpoint are not supported`,
      };
}

function isGateway(endpoint: LiveResource): boolean {
  return serviceOf(endpoint) === 'execute-api';
}

function isInVpc(
  account: Account,
  address: string,
  vpcId: string | undefined,
): boolean {
  if (isIPv6(address)) {
    // Only endpoints have IPv6 addresses here.
    return account
      .list(NETWORK_INTERFACE)
      .some(
        ({ properties: { Ipv6Address, VpcId } }) =>
          Ipv6Address === address && (vpcId === undefined || VpcId === vpcId),
      );
  }
  let value: number;
  try {
    value = ipv4ToNumber(address);
  } catch {
    return false;
  }
  return account.list(VPC).some(vpc => {
    if (vpcId !== undefined && vpc.physicalId !== vpcId) return false;
    const { first, prefix } = parseCidr(String(vpc.attributes.CidrBlock));
    return value >= first && value < first + sizeOf(prefix);
  });
}
