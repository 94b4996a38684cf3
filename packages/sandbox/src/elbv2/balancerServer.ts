import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { Account, LiveResource } from '../account/Account';
import { asList, asMap, asNumber, asText } from '../account/values';
import { FunctionHost } from '../functions/FunctionHost';
import { AcmCertificates } from '../network/acmCertificates';
import { Entered } from '../network/hosts';
import { fixedResponseOf } from './actions';
import { loadBalancerAttributes } from './attributes';
import { actionFor, groupOf, roundRobin } from './choose';
import { connectTarget } from './connect';
import { forwardToAddress } from './forwardToAddress';
import { forwardToFunction } from './forwardToFunction';
import { targetHeaders } from './headers';
import { LISTENER, LOAD_BALANCER } from './model';
import { badRequest, plainHttp, sendError, sendFixed } from './responses';
import { tlsVersionsOf } from './sslPolicies';
import { HealthOf } from './targetGroups';

/** How long a load balancer waits for a connection to a target, in seconds. */
const connectSeconds = 10;
/** First byte of a TLS handshake. */
const handshakeByte = 0x16;

/** What the load balancers need. */
export type BalancerServices = {
  account: Account;
  functions: FunctionHost;
  certificateOf: AcmCertificates;
  healthOf: HealthOf;
  /** Duration of a second of the time to connect to a target, in milliseconds. */
  secondMs: number;
  log: (line: string) => void;
};

/** Creates what serves connections to load balancers. */
export function createBalancerServer(o: BalancerServices) {
  const entries = new WeakMap<object, Entered>();
  const next = roundRobin(o.account, o.healthOf);
  const inner = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => {
      const entered = entries.get(request.socket);
      if (entered?.isLive() === false) return;
      const started = Date.now();
      const answered = entered
        ? respond(o, next, request, response, entered)
        : Promise.reject(new Error('unknown connection'));
      answered
        .catch(error => {
          o.log(`load balancer: internal error: ${error?.stack ?? error}`);
          sendError(response, 500);
          return undefined;
        })
        .then(problem =>
          o.log(
            `${request.method} https://${request.headers.host}${
              request.url
            } load balancer ${response.statusCode} ${Date.now() - started} ms${
              problem ? ` (${problem})` : ''
            }`,
          ),
        );
    },
  );
  inner.on('clientError', (_, socket) => {
    if (socket.writable) socket.end(badRequest);
  });

  return (socket: Duplex, entered: Entered): void => {
    socket.on('error', () => socket.destroy());
    secure(o, socket, entered.listener).then(
      tls => {
        if (!tls) return;
        entries.set(tls, entered);
        inner.emit('connection', tls);
      },
      error => {
        o.log(`load balancer: ${error.message}`);
        socket.destroy();
      },
    );
  };
}

/** Terminates TLS with the listener's certificate. Undefined for a connection without TLS, which gets a response. */
async function secure(
  { certificateOf }: BalancerServices,
  socket: Duplex,
  { properties }: LiveResource,
): Promise<TLSSocket | undefined> {
  const [first] = asList(properties.Certificates).map(asMap);
  const arn = asText(first?.CertificateArn);
  const secureContext = await certificateOf(
    arn,
    tlsVersionsOf(asText(properties.SslPolicy)),
  );
  if (!secureContext) throw new Error(`certificate ${arn} does not exist`);
  const byte = await firstByte(socket);
  if (byte === undefined) return undefined;
  if (byte !== handshakeByte) {
    socket.resume();
    socket.end(plainHttp);
    return undefined;
  }
  const tls = new TLSSocket(
    socket as ConstructorParameters<typeof TLSSocket>[0],
    { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] },
  );
  tls.on('error', () => socket.destroy());
  return tls;
}

/** The first byte of a connection, which stays there to be read again. Undefined if the connection ends before it. */
function firstByte(socket: Duplex): Promise<number | undefined> {
  return new Promise(resolve => {
    const look = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      socket.off('readable', look);
      socket.unshift(chunk);
      resolve(chunk[0]);
    };
    socket.on('readable', look);
    socket.once('close', () => resolve(undefined));
    look();
  });
}

/** @returns what went wrong. Undefined if nothing. */
async function respond(
  o: BalancerServices,
  next: ReturnType<typeof roundRobin>,
  request: IncomingMessage,
  response: ServerResponse,
  { listener, node, callerAddress, connect }: Entered,
): Promise<string | undefined> {
  const { account } = o;
  const balancer = account.find(LOAD_BALANCER, node.properties.LoadBalancerArn);
  const current = account.find(LISTENER, listener.physicalId);
  if (!balancer || !current) {
    response.destroy();
    return 'The listener has been deleted';
  }
  const host = (request.headers.host ?? '').replace(/:\d*$/, '');
  const [path] = (request.url ?? '').split('?');
  const action = actionFor(account, current, host, path);
  if (action.Type === 'fixed-response') {
    request.resume();
    sendFixed(response, fixedResponseOf(action));
    return undefined;
  }
  const group = groupOf(account, action);
  const target = group && next(group);
  if (!group || !target) {
    request.resume();
    sendError(response, 503);
    return 'The target group has no targets';
  }
  const attributes = loadBalancerAttributes(balancer.properties);
  const headers = targetHeaders(
    request,
    callerAddress,
    attributes['routing.http.drop_invalid_header_fields.enabled'] === 'true',
  );
  if (group.properties.TargetType === 'lambda') {
    return forwardToFunction(request, response, {
      ...o,
      group,
      target,
      headers,
    });
  }
  const { Id, Port } = target.properties;
  return forwardToAddress(request, response, {
    headers,
    idleMs: Number(attributes['idle_timeout.timeout_seconds']) * 1000,
    connect: () =>
      connectTarget(
        connect,
        {
          address: String(Id),
          port: asNumber(Port) ?? 0,
          protocol: String(group.properties.Protocol),
        },
        connectSeconds * o.secondMs,
      ),
  });
}
