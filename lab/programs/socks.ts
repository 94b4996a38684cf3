import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://github.com/rofl0r/microsocks */
export const microsocks: Program = {
  name: 'microsocks',
  package: 'microsocks',
  command: '/usr/bin/microsocks',
  // It cannot print its version.
  version: ['dpkg-query', '--show', 'microsocks'],
};

/** https://www.inet.no/dante */
export const dante: Program = {
  name: 'dante',
  package: 'dante-server',
  command: '/usr/sbin/danted',
  version: ['/usr/sbin/danted', '-v'],
};

/** A SOCKS5 proxy, which connects to every port. */
export function startMicrosocks(
  lab: Lab,
  options: { user?: string; password?: string } = {},
): Promise<Instance> {
  const { address, folder } = lab.place('microsocks');
  const port = 1080;
  const { user, password } = options;
  return start(microsocks, {
    folder,
    address,
    port,
    args: [
      ...['-i', address, '-p', String(port)],
      ...(user ? ['-u', user, '-P', password!] : []),
    ],
  });
}

/** A SOCKS5 proxy, which connects to port 443 only. */
export function startDante(lab: Lab): Promise<Instance> {
  const { address, folder } = lab.place('dante');
  const port = 1080;
  const config = write(
    folder,
    'danted.conf',
    `logoutput: stderr
internal: ${address} port = ${port}
external: ${address}
socksmethod: none
clientmethod: none
user.privileged: root
user.unprivileged: root
client pass { from: 10.0.0.0/8 to: 0.0.0.0/0 }
socks pass { from: 10.0.0.0/8 to: 0.0.0.0/0 port = 443 }
`,
  );
  return start(dante, {
    folder,
    address,
    port,
    args: ['-f', config, '-p', `${folder}/danted.pid`],
  });
}
