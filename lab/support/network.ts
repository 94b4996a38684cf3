import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Addresses of the lab. The guard of the probe denies 127/8, so they are private. */
export const addresses = {
  /** The server that every healthy path leads to. It listens on port 443 and 8443. */
  healthy: '10.1.2.5',
  healthy6: 'fd00:1:2::5',
  /** Nothing listens here. */
  refused: '10.1.2.6',
  /** The DNS server of the lab, which knows every name. */
  dns: '10.1.2.53',
  otherRefused: '10.1.2.8',
  /** A proxy whose name has an IPv6 address too, at which it does not listen. */
  twofold: '10.1.2.7',
  /** The lab has no IPv6 address of another host, and no route to this one. */
  noRoute6: 'fd00:1:2::9',
  /** Packets to this address are lost. */
  silent: '10.1.3.7',
  /** There is no route to this address. */
  unreachable: '10.1.4.8',
};

/** Addresses for the programs: 10.1.2.100 to 10.1.2.199. */
export function programAddress(index: number): string {
  if (index >= 100) throw new Error('The lab has only 100 program addresses');
  return `10.1.2.${100 + index}`;
}

/**
 * Creates the network of the lab in the network namespace of this process.
 * @throws Error with the output of `ip`
 */
export function createNetwork(): void {
  const own = [
    1,
    5,
    6,
    7,
    8,
    53,
    ...Array.from({ length: 100 }, (_, i) => 100 + i),
  ];
  ip([
    'link set lo up',
    ...own.map(last => `addr add 10.1.2.${last}/32 dev lo`),
    `addr add ${addresses.healthy6}/128 dev lo nodad`,
    'route add unreachable 10.1.4.0/24',
  ]);
  createSilentNetwork();
}

/** A network whose other side takes every packet and sends none. */
function createSilentNetwork(): void {
  try {
    ip(['link add silent0 type dummy']);
  } catch {
    // A kernel without dummy interfaces. The peer drops the packets, because they are not for its hardware address.
    ip([
      'link add silent0 type veth peer name silent1',
      'link set silent1 up',
      'link set silent0 arp off',
    ]);
  }
  ip(['addr add 10.1.3.1/24 dev silent0', 'link set silent0 up']);
}

/**
 * Replaces a file of the system, in the mount namespace of this process only.
 * @param by - path of the file that is seen instead
 */
export function replaceFile(file: string, by: string): void {
  run('mount', ['--bind', by, file]);
}

/** Empties /run in the mount namespace of this process, so that daemons can write there, and creates folders in it. */
export function replaceRun(folders: string[]): void {
  run('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run']);
  folders.forEach(name => mkdirSync(`/run/${name}`));
}

function ip(lines: string[]): void {
  run('ip', ['-batch', '-'], lines.join('\n'));
}

/** @throws Error with what the command printed */
export function run(command: string, args: string[], input = ''): void {
  const { error, status, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr.trim()}`);
  }
}
