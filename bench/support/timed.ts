import { spawn } from 'node:child_process';

/**
 * Runs a command and waits for its exit.
 *
 * @returns wall time in milliseconds, and the time of the exit in milliseconds since the epoch
 * @throws Error with the end of its output if it fails
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
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk).slice(-3000);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', collect);
    }
    child.once('error', reject);
    child.once('exit', code => {
      const endedAt = Date.now();
      if (code === 0) {
        resolve({ ms: endedAt - begin, endedAt });
      } else {
        reject(
          new Error(`${command} ${args[0]} exited with ${code}: ${output}`),
        );
      }
    });
  });
}
