import { ChildProcess, spawn } from 'node:child_process';
import { SandboxOptions } from '../index';

/** A sandbox in a separate process, which can be killed. */
export type SandboxProcess = {
  endpointUrl: string;
  resolver: string;
  connectProxyUrl: string;
  caPem: string;
  /** Calls `/_sandbox/…` and returns the JSON. Throws for a rejected call. */
  control(method: string, path: string, body?: unknown): Promise<any>;
  /** Kills the process like `kill -9`. Resolves when it has ended. */
  kill(): Promise<void>;
  /** Same as `kill`. */
  close(): Promise<void>;
};

type Started = Pick<
  SandboxProcess,
  'endpointUrl' | 'resolver' | 'connectProxyUrl' | 'caPem'
> & { error?: string };

/**
 * The program of the child process. It runs the sandbox from its sources, with
 * options in JSON.
 */
const main = `
const { startSandbox } = require(process.argv[1]);
startSandbox(JSON.parse(process.argv[2])).then(
  ({ endpointUrl, resolver, connectProxyUrl, caPem }) =>
    process.send({ endpointUrl, resolver, connectProxyUrl, caPem }),
  error => process.send({ error: String(error && error.stack || error) }),
);
process.once('disconnect', () => process.exit(0));
`;

const running = new Set<ChildProcess>();
// Leaves no process behind if a test is aborted.
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')));

/**
 * Starts a sandbox from its sources in a process and waits until it is ready.
 *
 * @throws Error with the message of the process if it cannot start
 */
export async function startSandboxProcess(
  options: Omit<SandboxOptions, 'log'> = {},
): Promise<SandboxProcess> {
  const child = spawn(
    process.execPath,
    [
      '--no-node-snapshot',
      '--disable-warning=DEP0040',
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--eval',
      main,
      require.resolve('../index'),
      JSON.stringify({ resourceDelayMs: 5, ...options }),
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  running.add(child);
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const started = await Promise.race([
    new Promise<Started>(resolve => {
      // The source transform also sends messages.
      child.on('message', (message: Partial<Started>) => {
        if (message.endpointUrl || message.error) resolve(message as Started);
      });
    }),
    ended.then(() => ({ error: 'it ended' } as Started)),
  ]);
  if (started.error) {
    await kill();
    throw new Error(`The sandbox did not start: ${started.error}`);
  }
  const { endpointUrl } = started;
  return {
    ...started,
    kill,
    close: kill,
    async control(method, path, body) {
      const answer = await fetch(`${endpointUrl}/_sandbox/${path}`, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
      return JSON.parse(text);
    },
  };
}
