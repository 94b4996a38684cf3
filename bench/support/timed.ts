import { spawn } from 'node:child_process';

/**
 * Runs a command to its end.
 *
 * @returns wall time in milliseconds, and when it ended (milliseconds since the epoch)
 * @throws Error with the end of its output when it fails
 */
export function timed(
  command: string,
  args: string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
): Promise<{ ms: number; endedAt: number }> {
  return new Promise((resolve, reject) => {
    const begin = Date.now();
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        said = (said + chunk).slice(-3000);
      });
    }
    child.once('error', reject);
    child.once('exit', code => {
      const endedAt = Date.now();
      if (code === 0) resolve({ ms: endedAt - begin, endedAt });
      else reject(new Error(`${command} ${args[0]} ended in ${code}: ${said}`));
    });
  });
}
