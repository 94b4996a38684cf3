import { ChildProcess, spawn } from 'node:child_process';
import { SandboxOptions } from '../index';

/** A sandbox in a process of its own, which can be killed. */
export type SandboxProcess = {
  endpointUrl: string;
  resolver: string;
  connectProxyUrl: string;
  caPem: string;
  /** Calls `/_sandbox/…`; gives its JSON. Throws for a refused call. */
  control(method: string, path: string, body?: unknown): Promise<any>;
  /** Ends it as `kill -9` does; resolves when it has ended. */
  kill(): Promise<void>;
  /** The same. */
  close(): Promise<void>;
};

type Started = Pick<
  SandboxProcess,
  'endpointUrl' | 'resolver' | 'connectProxyUrl' | 'caPem'
> & { error?: string };

/** Runs in the child: the sandbox from its sources, told by one line of JSON. */
const MAIN = `
const { startSandbox } = require(process.argv[1]);
startSandbox(JSON.parse(process.argv[2])).then(
  ({ endpointUrl, resolver, connectProxyUrl, caPem }) =>
    process.send({ endpointUrl, resolver, connectProxyUrl, caPem }),
  error => process.send({ error: String(error && error.stack || error) }),
);
process.once('disconnect', () => process.exit(0));
`;

const running = new Set<ChildProcess>();
// Should a test break off: nothing may be left behind.
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')));

/**
 * Starts a sandbox from its sources as a process and waits until it answers.
 * Throws its own words when it cannot start.
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
      MAIN,
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
      // The transform of the sources sends messages of its own.
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
