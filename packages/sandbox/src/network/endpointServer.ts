import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { createSecureContext, SecureContext, TLSSocket } from 'node:tls';
import { Arrival } from '../apigateway/authorization';
import { createGateway } from '../apigateway/gateway';
import { KeyPair } from './certificates';

/**
 * Serves a connection to an interface of an execute-api endpoint.
 *
 * @param isLive - whether the address still responds. Otherwise, a request on the open connection gets no response.
 */
export type EndpointServer = (
  socket: Duplex,
  arrival: Arrival,
  isLive: () => boolean,
) => void;

/** Creates what terminates TLS at execute-api endpoints and passes the requests to API Gateway. */
export function createEndpointServer(o: {
  certificate: KeyPair;
  /** The certificate for a server name. Undefined if it is not the name of a custom domain. */
  certificateFor(serverName: string): Promise<SecureContext | undefined>;
  gateway: ReturnType<typeof createGateway>;
}): EndpointServer {
  const arrivals = new WeakMap<
    object,
    { arrival: Arrival; isLive: () => boolean }
  >();
  const secureContext = createSecureContext({
    cert: o.certificate.certificate,
    key: o.certificate.key,
    minVersion: 'TLSv1.2',
  });
  const inner = createServer((request, response) => {
    const found = arrivals.get(request.socket);
    if (found?.isLive() === false) return;
    if (!found) {
      response.destroy();
    } else {
      o.gateway(request, response, found.arrival).catch(() =>
        response.destroy(),
      );
    }
  });
  inner.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  return (socket, arrival, isLive) => {
    const tls = new TLSSocket(
      socket as ConstructorParameters<typeof TLSSocket>[0],
      {
        isServer: true,
        secureContext,
        SNICallback: (name, done) => {
          o.certificateFor(name).then(
            context => done(null, context ?? secureContext),
            error => done(error),
          );
        },
        ALPNProtocols: ['http/1.1'],
      },
    );
    tls.on('error', () => socket.destroy());
    arrivals.set(tls, { arrival, isLive });
    inner.emit('connection', tls);
  };
}
