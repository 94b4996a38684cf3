import { type Lab, write } from '../support/Lab';
import { addresses } from '../support/network';
import { type Instance, type Program, start } from '../support/program';

/** https://www.stunnel.org */
export const stunnel: Program = {
  name: 'stunnel',
  package: 'stunnel4',
  command: '/usr/bin/stunnel4',
  version: ['/usr/bin/stunnel4', '-version'],
};

/** Terminates TLS. `service` gives lines of the service. */
export async function startStunnel(
  lab: Lab,
  options: {
    name: string;
    /** @defaultValue an address of its own */
    address?: string;
    /** @defaultValue 443 */
    port?: number;
    /** `address:port` behind it. @defaultValue the HTTP server of the lab */
    connect?: string;
    service(folder: string, host: string): Promise<string[]> | string[];
  },
): Promise<Instance> {
  const { folder, host, ...placed } = lab.place(options.name);
  const { address = placed.address } = options;
  const { port = 443, connect = `${addresses.healthy}:80` } = options;
  const lines = await options.service(folder, host);
  const config = write(
    folder,
    'stunnel.conf',
    `foreground = yes
pid =
syslog = no
[lab]
accept = ${address}:${port}
connect = ${connect}
${lines.join('\n')}
`,
  );
  return start(stunnel, { folder, address, port, args: [config] });
}
