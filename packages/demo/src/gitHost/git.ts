import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ignores the git configuration of the machine and the user, so that repositories behave the same everywhere. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/**
 * Runs git and returns its standard output.
 *
 * @throws Error if git exits with an error, is not installed, or prints more than 64 MiB
 */
export async function git(...args: string[]): Promise<Buffer> {
  const { stdout } = await run('git', args, {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
    env: gitEnvironment,
  });
  return stdout;
}
