import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://www.isc.org/bind */
export const bind: Program = {
  name: 'bind',
  package: 'bind9',
  command: '/usr/sbin/named',
  version: ['/usr/sbin/named', '-V'],
};

/** Forwards to the DNS server of the lab. `options` is lines of the section with this name. */
export function startBind(lab: Lab, options: string[] = []): Promise<Instance> {
  const { address, folder } = lab.place('bind');
  const port = 53;
  const config = write(
    folder,
    'named.conf',
    `options {
  directory "${folder}";
  pid-file "${folder}/named.pid";
  session-keyfile "${folder}/session.key";
  listen-on port ${port} { ${address}; };
  listen-on-v6 { none; };
  forwarders { 10.1.2.53; };
  forward only;
  recursion yes;
  dnssec-validation no;
${options.map(line => `  ${line}\n`).join('')}};
controls { };
`,
  );
  return start(bind, {
    folder,
    address,
    port,
    args: ['-g', '-n', '1', '-c', config],
  });
}
