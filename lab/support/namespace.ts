import { spawn, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';

/** The namespaces of the process outside, for {@link isInside}. */
const outsideVariable = 'PRIVATE_SERVERLESS_LAB_OUTSIDE';

/**
 * Whether this process runs in namespaces of its own. The variable alone does not prove it, and outside the lab would change the
 * network and the mounts of the machine.
 */
export function isInside(): boolean {
  const outside = process.env[outsideVariable]?.split(' ');
  if (!outside) return false;
  const own = namespaceIds();
  return (
    outside.length === own.length && own.every(id => !outside.includes(id))
  );
}

/** Identifiers such as `net:[4026531840]`. */
function namespaceIds(): string[] {
  return ['net', 'mnt'].map(name => readlinkSync(`/proc/self/ns/${name}`));
}

/**
 * How to get an own network and mount namespace, best first. In an own PID namespace, the programs end with the lab, even if it is
 * killed. Users other than root need a user namespace, which some systems do not allow.
 */
const namespaces =
  process.getuid?.() === 0
    ? ['--net', '--mount']
    : ['--map-root-user', '--net', '--mount'];
const ways = [
  [...namespaces, '--pid', '--fork', '--kill-child', '--mount-proc'],
  namespaces,
];

/**
 * Runs this script again in an own network namespace, in which nothing else listens and no packet leaves the machine.
 * @returns the exit code of the script, or why there is no namespace
 */
export async function runInside(): Promise<number | string> {
  let reason = 'no network namespace: unshare (package util-linux) is missing';
  for (const way of ways) {
    const tried = spawnSync('unshare', [...way, 'true'], { encoding: 'utf8' });
    if (tried.status === 0) return rerun(way);
    if (tried.stderr) reason = `no network namespace: ${tried.stderr.trim()}`;
  }
  return reason;
}

function rerun(way: string[]): Promise<number> {
  const [, ...args] = process.argv;
  return new Promise((resolve, reject) => {
    const child = spawn(
      'unshare',
      [...way, process.execPath, ...process.execArgv, ...args],
      {
        stdio: 'inherit',
        env: { ...process.env, [outsideVariable]: namespaceIds().join(' ') },
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => child.kill(signal));
    }
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}
