import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://www.powerdns.com */
export const pdnsRecursor: Program = {
  name: 'pdns-recursor',
  package: 'pdns-recursor',
  command: '/usr/sbin/pdns_recursor',
  version: ['/usr/sbin/pdns_recursor', '--version'],
};

/** Forwards to the DNS server of the lab. `lines` is settings. */
export function startPdnsRecursor(
  lab: Lab,
  lines: string[] = [],
): Promise<Instance> {
  const { address, folder } = lab.place('pdns-recursor');
  const port = 53;
  write(
    folder,
    'recursor.conf',
    `local-address=${address}
local-port=${port}
socket-dir=${folder}
forward-zones-recurse=.=10.1.2.53
dont-query=
dnssec=off
setuid=
setgid=
security-poll-suffix=
threads=1
# It gives up before the probe does.
network-timeout=300
hint-file=no
extended-resolution-errors=yes
${lines.join('\n')}
`,
  );
  return start(pdnsRecursor, {
    folder,
    address,
    port,
    args: [`--config-dir=${folder}`, '--daemon=no', '--write-pid=no'],
  });
}
