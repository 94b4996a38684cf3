import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://tinyproxy.github.io */
export const tinyproxy: Program = {
  name: 'tinyproxy',
  package: 'tinyproxy-bin',
  command: '/usr/bin/tinyproxy',
  version: ['/usr/bin/tinyproxy', '-v'],
};

/** Tunnels to port 443 only. */
export function startTinyproxy(
  lab: Lab,
  options: { user?: string; password?: string } = {},
): Promise<Instance> {
  const { address, folder } = lab.place('tinyproxy');
  const port = 8888;
  const config = write(
    folder,
    'tinyproxy.conf',
    [
      `Listen ${address}`,
      `Port ${port}`,
      'Timeout 600',
      'Allow 10.0.0.0/8',
      'ConnectPort 443',
      ...(options.user
        ? [`BasicAuth ${options.user} ${options.password}`]
        : []),
      '',
    ].join('\n'),
  );
  return start(tinyproxy, {
    folder,
    address,
    port,
    args: ['-d', '-c', config],
  });
}
