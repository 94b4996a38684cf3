import { ProbeFailure } from '../ProbeFailure';
import { Access, OpenContext } from './Access';
import { authority, dialFailure } from './dial';

/** A direct connection. */
export const direct: Access = {
  async open(address, port, context) {
    const peer = authority(address, port);
    const { socket, connected } = dialWith(context, address, port);
    await context.deadline.wait(
      connected.catch(error => {
        throw dialFailure(error, address, port);
      }),
      () =>
        new ProbeFailure(
          'tcp',
          'tcp.timeout',
          `No response from ${peer} within ${context.deadline.ms} ms`,
        ),
    );
    return socket;
  },
};

/** Dials, and registers the socket with the probe. */
export function dialWith(
  { dial, sockets }: OpenContext,
  address: string,
  port: number,
) {
  const dialed = dial(address, port);
  sockets.add(dialed.socket);
  // Each phase has its own listener. Without this one, an error between two phases ends the process.
  dialed.socket.on('error', () => {});
  return dialed;
}
