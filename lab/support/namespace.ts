import { spawn, spawnSync } from 'node:child_process';

/** Set inside of the network namespace, so that the lab does not enter another one. */
const insideVariable = 'PRIVATE_SERVERLESS_LAB_INSIDE';

/** Whether this process runs in its own network namespace. */
export function isInside(): boolean {
  return process.env[insideVariable] === '1';
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
      { stdio: 'inherit', env: { ...process.env, [insideVariable]: '1' } },
    );
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => child.kill(signal));
    }
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}
