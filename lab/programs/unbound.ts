import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://nlnetlabs.nl/projects/unbound */
export const unbound: Program = {
  name: 'unbound',
  package: 'unbound',
  command: '/usr/sbin/unbound',
  version: ['/usr/sbin/unbound', '-V'],
};

/** Forwards to the DNS server of the lab. `server` is lines of the section with this name. */
export function startUnbound(
  lab: Lab,
  server: string[] = [],
): Promise<Instance> {
  const { address, folder } = lab.place('unbound');
  const port = 53;
  const modules = server.some(line => line.startsWith('module-config'))
    ? []
    : ['module-config: "iterator"'];
  const config = write(
    folder,
    'unbound.conf',
    `server:
  interface: ${address}
  port: ${port}
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  use-syslog: no
  do-not-query-localhost: no
  access-control: 10.0.0.0/8 allow
  ede: yes
  local-zone: "test." nodefault
${[...modules, ...server].map(line => `  ${line}\n`).join('')}
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 10.1.2.53
`,
  );
  return start(unbound, { folder, address, port, args: ['-d', '-c', config] });
}
