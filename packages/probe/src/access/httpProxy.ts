import { ProbeFailure } from '../ProbeFailure';
import { Access } from './Access';
import { authority } from './dial';
import { dialWith } from './direct';
import { openTunnel, Proxy, proxyFailure } from './tunnel';

/** A tunnel through an HTTP proxy. The proxy receives the checked address instead of the name. */
export function httpProxy(proxy: Proxy): Access {
  return {
    via: 'proxy',
    async open(address, port, context) {
      const { deadline } = context;
      const { socket, connected } = dialWith(context, proxy.host, proxy.port);
      const onTimeout = () =>
        new ProbeFailure(
          'tcp',
          'tunnel.timeout',
          `No response from the proxy within ${deadline.ms} ms`,
        );
      await deadline.wait(
        connected.catch(error => {
          throw proxyFailure(error);
        }),
        onTimeout,
      );
      await deadline.wait(
        openTunnel(socket, authority(address, port)),
        onTimeout,
      );
      return socket;
    },
  };
}
