import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://www.squid-cache.org */
export const squid: Program = {
  name: 'squid',
  package: 'squid',
  command: '/usr/sbin/squid',
  version: ['/usr/sbin/squid', '-v'],
};

/** Tunnels to port 443 only. */
export function startSquid(
  lab: Lab,
  options: { user?: string; passwordHash?: string; lines?: string[] } = {},
): Promise<Instance> {
  const { address, folder } = lab.place('squid');
  const port = 3128;
  const { user, passwordHash, lines = [] } = options;
  const authentication = user
    ? [
        `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${write(
          folder,
          'users',
          `${user}:${passwordHash}\n`,
        )}`,
        'auth_param basic children 1 startup=1',
        'acl authenticated proxy_auth REQUIRED',
        'http_access deny !authenticated',
      ]
    : [];
  const config = write(
    folder,
    'squid.conf',
    [
      `http_port ${address}:${port}`,
      'acl CONNECT method CONNECT',
      'acl tls_ports port 443',
      'http_access deny CONNECT !tls_ports',
      ...authentication,
      ...lines,
      'http_access allow all',
      'cache deny all',
      'access_log none',
      `cache_log ${folder}/cache.log`,
      `pid_filename ${folder}/squid.pid`,
      `coredump_dir ${folder}`,
      'netdb_filename none',
      'pinger_enable off',
      'shutdown_lifetime 0 seconds',
      'visible_hostname squid.lab.test',
      'dns_nameservers 10.1.2.53',
      '',
    ].join('\n'),
  );
  return start(squid, {
    folder,
    address,
    port,
    // Each service name has its own shared memory, so that two can run.
    args: ['-N', '-n', `lab${address.split('.').at(-1)}`, '-f', config],
  });
}
