import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://nginx.org */
export const nginx: Program = {
  name: 'nginx',
  package: 'nginx',
  command: '/usr/sbin/nginx',
  version: ['/usr/sbin/nginx', '-v'],
};

/** Starts nginx with one server on port 443, which is healthy. `server` gives lines of its section. */
export async function startNginx(
  lab: Lab,
  options: {
    name: string;
    /** Parameters of the line `listen`. @defaultValue ssl */
    listen?: string;
    server(folder: string, host: string): Promise<string[]> | string[];
  },
): Promise<Instance> {
  const { address, folder, host } = lab.place(options.name);
  const port = 443;
  const lines = await options.server(folder, host);
  const config = write(
    folder,
    'nginx.conf',
    `daemon off;
user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events { }
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map(kind => `  ${kind}_temp_path ${folder}/${kind};\n`)
  .join('')}
  server {
    listen ${address}:${port} ${options.listen ?? 'ssl'};
${lines.map(line => `    ${line}\n`).join('')}
    location / { default_type application/json; return 200 '{"status":"ok"}'; }
  }
}
`,
  );
  return start(nginx, {
    folder,
    address,
    port,
    args: ['-e', 'stderr', '-c', config],
  });
}
