import { Socket } from 'node:net';
import { errorCode, ProbeFailure } from '../../ProbeFailure';
import { OpenContext } from '../Access';
import { authority } from '../dial';
import { dialWith } from '../direct';
import { Proxy } from './Proxy';
import { ProxyNames } from './ProxyNames';

/**
 * Connects to one of the addresses of a proxy, in the order of their latest success. The time that is left is divided
 * among them.
 * @throws ProbeFailure `tunnel.unreachable` if none of them accepts the connection
 */
export async function dialProxy(
  { host, port }: Proxy,
  names: ProxyNames,
  context: OpenContext,
): Promise<Socket> {
  const addresses = await context.deadline.wait(
    names.resolve(host),
    () =>
      new ProbeFailure(
        'tcp',
        'tunnel.unreachable',
        `The name of the proxy, ${host}, was not resolved within ${context.deadline.ms} ms`,
      ),
  );
  const reasons: string[] = [];
  for (const [index, address] of addresses.entries()) {
    const deadline = context.deadline.share(addresses.length - index);
    const { socket, connected } = dialWith(context, address, port);
    try {
      await deadline.wait(
        connected,
        () =>
          new ProbeFailure(
            'tcp',
            'tunnel.unreachable',
            `no response within ${deadline.ms} ms`,
          ),
      );
      names.prefer(address);
      return socket;
    } catch (error) {
      socket.destroy();
      const reason =
        error instanceof ProbeFailure ? error.message : errorCode(error);
      reasons.push(`${authority(address, port)}: ${reason || 'unknown error'}`);
    } finally {
      if (deadline !== context.deadline) deadline.end();
    }
  }
  throw new ProbeFailure(
    'tcp',
    'tunnel.unreachable',
    `Cannot connect to the proxy ${authority(host, port)} (${reasons.join(
      '; ',
    )})`,
  );
}
