import { Socket } from 'node:net';
import { connect as connectTls, SecureContext } from 'node:tls';
import { ProbeFailure } from '../../ProbeFailure';
import { Access, OpenContext } from '../Access';
import { authority } from '../dial';
import { dialProxy } from './dialProxy';
import { openHttpTunnel } from './httpTunnel';
import { Proxy } from './Proxy';
import { ProxyNames } from './ProxyNames';
import { openSocksTunnel } from './socks5';

/**
 * A tunnel through a proxy. The proxy receives the checked address instead of the name.
 * @param trust - trusted roots for a proxy with TLS
 */
export function proxyAccess(proxy: Proxy, trust: () => SecureContext): Access {
  const names = new ProxyNames();
  return {
    via: 'proxy',
    async open(address, port, context) {
      const { deadline } = context;
      const connection = await dialProxy(proxy, names, context);
      const socket =
        proxy.scheme === 'https'
          ? await secureProxy(connection, proxy, trust(), context)
          : connection;
      const tunnel =
        proxy.scheme === 'socks5'
          ? openSocksTunnel(socket, address, port, proxy)
          : openHttpTunnel(socket, authority(address, port), proxy);
      await deadline.wait(
        tunnel,
        () =>
          new ProbeFailure(
            'tcp',
            'tunnel.timeout',
            `The proxy took the request for ${authority(
              address,
              port,
            )} and sent no response within ${deadline.ms} ms`,
          ),
      );
      return socket;
    },
    close: () => names.close(),
  };
}

/** TLS to the proxy itself. The credentials are sent only after its certificate has been verified. */
async function secureProxy(
  connection: Socket,
  { host, port }: Proxy,
  trust: SecureContext,
  { deadline, sockets }: OpenContext,
): Promise<Socket> {
  const isName = /[a-z]/i.test(host) && !host.includes(':');
  const tls = connectTls({
    socket: connection,
    ...(isName ? { servername: host } : { host }),
    secureContext: trust,
    // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED changes the default.
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  });
  sockets.add(tls);
  tls.on('error', () => {});
  const fail = (reason: string) =>
    new ProbeFailure(
      'tcp',
      'tunnel.protocol',
      `No TLS connection to the proxy ${authority(host, port)}: ${reason}`,
    );
  await deadline.wait(
    new Promise<void>((resolve, reject) => {
      tls.once('secureConnect', resolve);
      tls.once('error', error => reject(fail(error.message.slice(0, 200))));
      tls.once('close', () => reject(fail('connection closed')));
    }),
    () => fail(`no response within ${deadline.ms} ms`),
  );
  return tls;
}
