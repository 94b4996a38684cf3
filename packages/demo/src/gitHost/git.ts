import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The repositories behave the same on every machine: no configuration of the machine or the person applies. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/**
 * Runs git and returns its standard output.
 *
 * @throws Error when git exits with an error, is not installed, or prints more than 64 MiB
 */
export async function git(...args: string[]): Promise<Buffer> {
  const { stdout } = await run('git', args, {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
    env: gitEnvironment,
  });
  return stdout;
}
