import {
  documented,
  documentedArguments,
  type Places,
} from '../support/documentation';
import { type Lab, write } from '../support/Lab';
import { addresses } from '../support/network';
import { type Instance, type Program, start } from '../support/program';
import { apache } from './apache';
import { bind } from './bind';
import { dnsmasq } from './dnsmasq';
import { haproxy } from './haproxy';
import { knotResolver } from './knotResolver';
import { privoxy } from './privoxy';
import { dante, microsocks } from './socks';
import { squid, startSquid } from './squid';
import { tinyproxy } from './tinyproxy';
import { unbound } from './unbound';

/** How the lab starts a program with a configuration of the documentation. */
export type DocumentedProgram = {
  program: Program;
  port: number;
  /**
   * The lines that only the lab needs, around those of the page: folders, users, modules and files of the process.
   * @defaultValue none
   */
  around?(folder: string): { before?: string[]; after?: string[] };
  args(file: string, folder: string): string[];
};

/** By the name in the marks of the page. */
export const documentedPrograms: Record<string, DocumentedProgram> = {
  squid: {
    program: squid,
    port: 3128,
    around: folder => ({
      after: [
        'access_log none',
        `cache_log ${folder}/cache.log`,
        `pid_filename ${folder}/squid.pid`,
        `coredump_dir ${folder}`,
        'netdb_filename none',
        'pinger_enable off',
        'shutdown_lifetime 0 seconds',
        'visible_hostname squid.lab.test',
      ],
    }),
    args: file => ['-N', '-n', 'documented', '-f', file],
  },
  tinyproxy: {
    program: tinyproxy,
    port: 8888,
    args: file => ['-d', '-c', file],
  },
  apache: {
    program: apache,
    port: 3128,
    around: folder => ({
      before: [
        ...[
          'mpm_event',
          'authz_core',
          'authz_host',
          'proxy',
          'proxy_connect',
        ].map(
          name =>
            `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
        ),
        `ServerRoot ${folder}`,
        'ServerName apache.lab.test',
        `DefaultRuntimeDir ${folder}`,
        `PidFile ${folder}/apache.pid`,
        'ErrorLog /dev/stderr',
        'User www-data',
        'Group www-data',
      ],
    }),
    args: file => ['-D', 'FOREGROUND', '-f', file],
  },
  privoxy: {
    program: privoxy,
    port: 8118,
    around: folder => ({
      after: ['confdir /etc/privoxy', `logdir ${folder}`],
    }),
    args: file => ['--no-daemon', file],
  },
  haproxy: {
    program: haproxy,
    port: 3128,
    args: file => ['-db', '-f', file],
  },
  dante: {
    program: dante,
    port: 1080,
    around: () => ({
      before: ['user.privileged: root', 'user.unprivileged: root'],
    }),
    args: (file, folder) => ['-f', file, '-p', `${folder}/danted.pid`],
  },
  unbound: {
    program: unbound,
    port: 53,
    around: folder => ({
      after: [
        'server:',
        '  username: ""',
        '  chroot: ""',
        `  directory: "${folder}"`,
        `  pidfile: "${folder}/unbound.pid"`,
        '  use-syslog: no',
        // The domain of the lab is under a name that is reserved for tests.
        '  local-zone: "test." nodefault',
      ],
    }),
    args: file => ['-d', '-c', file],
  },
  dnsmasq: {
    program: dnsmasq,
    port: 53,
    args: (file, folder) => [
      '--keep-in-foreground',
      `--conf-file=${file}`,
      ...['--no-resolv', '--no-hosts', '--user=root', '--group=root'],
      `--pid-file=${folder}/dnsmasq.pid`,
      '--log-facility=-',
    ],
  },
  bind: {
    program: bind,
    port: 53,
    around: () => ({ after: ['controls { };'] }),
    args: file => ['-g', '-n', '1', '-c', file],
  },
  'knot-resolver': {
    program: knotResolver,
    port: 53,
    around: folder => ({
      after: [`cache.open(10 * MB, 'lmdb://${folder}/cache')`],
    }),
    args: (file, folder) => ['--noninteractive', '--config', file, folder],
  },
};

/** Starts a program with the configuration of the page. */
export async function startDocumented(
  lab: Lab,
  name: string,
  more?: Places['more'],
): Promise<Instance> {
  const { program, port, around, args } = documentedPrograms[name];
  const { address, folder } = lab.place(`documented-${name}`);
  const { before = [], after = [] } = around?.(folder) ?? {};
  const text = documented(name, 'config', { bastion: address, more });
  const file = write(
    folder,
    'documented.conf',
    [...before, text, ...after, ''].join('\n'),
  );
  return start(program, { folder, address, port, args: args(file, folder) });
}

/** Starts the load balancer of the page in front of one proxy that works and one that does not. */
export async function startDocumentedBalancer(lab: Lab): Promise<Instance> {
  const proxy = await startSquid(lab);
  const balancer = await startDocumented(lab, 'haproxy', {
    '10.1.2.11': proxy.address,
    '10.1.2.12': addresses.refused,
  }).catch(async error => {
    await proxy.stop();
    throw error;
  });
  return {
    ...balancer,
    async stop() {
      await balancer.stop();
      await proxy.stop();
    },
  };
}

/** Starts MicroSocks with the command of the page. */
export function startDocumentedMicrosocks(lab: Lab): Promise<Instance> {
  const { address, folder } = lab.place('documented-microsocks');
  return start(microsocks, {
    folder,
    address,
    port: 1080,
    args: documentedArguments('microsocks', { bastion: address }),
  });
}
