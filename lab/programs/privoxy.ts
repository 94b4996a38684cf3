import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://www.privoxy.org */
export const privoxy: Program = {
  name: 'privoxy',
  package: 'privoxy',
  command: '/usr/sbin/privoxy',
  version: ['/usr/sbin/privoxy', '--version'],
};

/** Tunnels to port 443 only. It has no authentication of its own. */
export function startPrivoxy(lab: Lab): Promise<Instance> {
  const { address, folder } = lab.place('privoxy');
  const port = 8118;
  const actions = write(folder, 'lab.action', '{ +limit-connect{443} }\n/\n');
  const config = write(
    folder,
    'privoxy.conf',
    [
      `listen-address ${address}:${port}`,
      'confdir /etc/privoxy',
      `logdir ${folder}`,
      `actionsfile ${actions}`,
      'permit-access 10.0.0.0/8',
      'socket-timeout 300',
      '',
    ].join('\n'),
  );
  return start(privoxy, {
    folder,
    address,
    port,
    args: ['--no-daemon', config],
  });
}
