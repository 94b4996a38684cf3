import { connect, createServer } from 'node:net';
import { addresses } from '../support/network';
import { type Instance, place } from '../support/program';
import { type Lab } from '../support/Lab';
import { listen } from '../support/servers';

/** The payload of the first TCP segment in an Ethernet network. */
const firstSegment = 1460;

/**
 * A device on the path to the healthy server that loses every segment after the first, until the server has responded: a
 * firewall that looks only into the first segment of a ClientHello, or a path with an MTU problem.
 */
export async function startSegmentDropper(lab: Lab): Promise<Instance> {
  const { address } = lab.place('one-segment');
  const server = createServer(client => {
    const target = connect(443, addresses.healthy);
    let responded = false;
    let passed = 0;
    client.on('data', data => {
      const room = responded ? data.length : firstSegment - passed;
      passed += data.length;
      if (room > 0) target.write(data.subarray(0, room));
    });
    target.on('data', data => {
      responded = true;
      client.write(data);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
    target.on('close', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  const { close } = await listen(server, address, 443);
  return { ...place(address, 443), stop: close };
}

/** A proxy that responds to CONNECT with 200 before it connects to the target, as some transparent proxies do. */
export async function startEagerProxy(lab: Lab): Promise<Instance> {
  const { address } = lab.place('eager');
  const port = 3128;
  const server = createServer(client => {
    client.once('data', request => {
      const [, host, targetPort] = /^CONNECT ([\d.]+):(\d+) /.exec(
        request.toString('latin1'),
      )!;
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const target = connect(Number(targetPort), host);
      target.on('error', () => client.resetAndDestroy());
      client.on('error', () => target.destroy());
      client.on('close', () => target.destroy());
      client.pipe(target).pipe(client);
    });
  });
  const { close } = await listen(server, address, port);
  return { ...place(address, port), stop: close };
}
