import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://httpd.apache.org */
export const apache: Program = {
  name: 'apache',
  package: 'apache2',
  command: '/usr/sbin/apache2',
  version: ['/usr/sbin/apache2', '-v'],
};

const modules = [
  'mpm_event',
  'authz_core',
  'authz_user',
  'authn_core',
  'authn_file',
  'auth_basic',
  'proxy',
  'proxy_http',
  'proxy_connect',
  'socache_shmcb',
  'ssl',
];

/** A proxy with mod_proxy_connect. Tunnels to port 443 only. */
export function startApacheProxy(
  lab: Lab,
  options: { user?: string; passwordHash?: string } = {},
): Promise<Instance> {
  const { user, passwordHash } = options;
  return startApache(lab, {
    name: 'apache-proxy',
    port: 3128,
    lines: folder => [
      'ProxyRequests On',
      'AllowCONNECT 443',
      '<Proxy "*">',
      ...(user
        ? [
            'AuthType Basic',
            'AuthName lab',
            `AuthUserFile ${write(
              folder,
              'users',
              `${user}:${passwordHash}\n`,
            )}`,
            'Require valid-user',
          ]
        : ['Require all granted']),
      '</Proxy>',
    ],
  });
}

/** Starts Apache with only the modules that the lab needs. */
export async function startApache(
  lab: Lab,
  options: {
    name: string;
    port: number;
    lines(folder: string, host: string): Promise<string[]> | string[];
  },
): Promise<Instance> {
  const { address, folder, host } = lab.place(options.name);
  const { port } = options;
  const lines = await options.lines(folder, host);
  const config = write(
    folder,
    'apache.conf',
    [
      ...modules.map(
        name =>
          `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
      ),
      `ServerRoot ${folder}`,
      `ServerName ${host}`,
      `Listen ${address}:${port}`,
      `DefaultRuntimeDir ${folder}`,
      `PidFile ${folder}/apache.pid`,
      'ErrorLog /dev/stderr',
      'User www-data',
      'Group www-data',
      'StartServers 1',
      'SSLSessionCache none',
      ...lines,
      '',
    ].join('\n'),
  );
  return start(apache, {
    folder,
    address,
    port,
    args: ['-D', 'FOREGROUND', '-f', config],
  });
}
