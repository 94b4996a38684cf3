import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Finished, Request, Result } from './messages';

const bin = path.resolve(__dirname, '../../bin/private-serverless');

/** The environment variables of this process without its AWS configuration. */
function cleanEnv(env: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS',
  );
  return {
    ...Object.fromEntries(own),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...env,
  };
}

/** A command that runs in its own process. */
export type Running = {
  process: ChildProcess;
  finished: Promise<Finished>;
  /** Resolves with the output of a stream so far once it matches. */
  until(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
};

/** Starts a command in its own process. */
export function start(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env: cleanEnv(options.env ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', chunk => {
      text[name] += chunk;
    });
  }
  const finished = once(child, 'close').then(([code]) => ({ code, ...text }));
  return {
    process: child,
    finished,
    async until(stream, pattern) {
      while (!pattern.test(text[stream])) {
        const more = await Promise.race([
          once(child[stream], 'data'),
          finished.then(() => undefined),
        ]);
        if (!more && !pattern.test(text[stream])) {
          throw new Error(`ended without ${pattern}: ${text.stderr}`);
        }
      }
      return text[stream];
    },
  };
}

/** Runs a command to its end in its own process. @returns the streams and the exit code as in a shell */
export function runProcess(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  return start(args, options).finished;
}

let shared: ChildProcess | undefined;
let requests = 0;

/**
 * Runs a command to its end in a process that the commands of a test file share, one after the other. This saves the
 * second that a new process needs to start.
 */
export async function run(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  shared ??= fork(path.join(__dirname, 'manyCommands.ts'), {
    execArgv: [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
    ],
  });
  const child = shared;
  requests += 1;
  const id = requests;
  let stopListening: () => unknown = () => undefined;
  const result = new Promise<Finished>((resolve, reject) => {
    const onMessage = (message: Result | { type: string }) => {
      // The transformation of the sources sends a message for each file over the same channel.
      if ('id' in message && message.id === id) resolve(message.finished);
    };
    const onExit = (code: number) => reject(new Error(`ended with ${code}`));
    child.on('message', onMessage).on('exit', onExit);
    stopListening = () => child.off('message', onMessage).off('exit', onExit);
  });
  const { cwd = tmpdir(), env = {} } = options;
  child.send({ id, args, cwd, env: cleanEnv(env) } satisfies Request);
  return result.finally(stopListening);
}

afterAll(() => shared?.kill());

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Writes files into a new temporary folder, which is removed after the tests of the file. */
export function folderWith(files: Record<string, unknown> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return folder;
}
