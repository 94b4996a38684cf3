import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://www.haproxy.org */
export const haproxy: Program = {
  name: 'haproxy',
  package: 'haproxy',
  command: '/usr/sbin/haproxy',
  version: ['/usr/sbin/haproxy', '-v'],
};

/** A load balancer in front of one backend. `backend` has the lines of its section. */
export async function startHaproxy(
  lab: Lab,
  options: {
    name: string;
    port: number;
    mode: 'http' | 'tcp';
    /** Parameters of the line `bind`, such as `ssl crt FILE`. */
    bind?(folder: string, host: string): Promise<string> | string;
    backend: string[];
  },
): Promise<Instance> {
  const { address, folder, host } = lab.place(options.name);
  const { port } = options;
  const bind = (await options.bind?.(folder, host)) ?? '';
  const config = write(
    folder,
    'haproxy.cfg',
    `global
  log stderr format raw local0 warning
defaults
  mode ${options.mode}
  timeout connect 60s
  timeout client 60s
  timeout server 60s
frontend lab
  bind ${address}:${port} ${bind}
  default_backend lab
backend lab
${options.backend.map(line => `  ${line}`).join('\n')}
`,
  );
  return start(haproxy, { folder, address, port, args: ['-db', '-f', config] });
}
