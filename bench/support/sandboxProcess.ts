import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';

/** A sandbox in a process of its own, so that it shares no event loop with what is measured. */
export type SandboxProcess = {
  endpointUrl: string;
  pid: number;
  /** A control call (`/_sandbox/…`); returns its JSON. */
  control(method: string, call: string, body?: unknown): Promise<any>;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
};

/** Arguments for a Node that runs the repository's TypeScript as it is. */
export const fromSource = [
  '--no-node-snapshot',
  '--disable-warning=DEP0040',
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];

/**
 * Starts a sandbox and waits until it answers.
 *
 * @param options.port - the first of three ports; 0: any free ones
 * @throws Error with its last words when it ends before it is ready
 */
export async function startSandboxProcess(
  options: { port?: number; stateDir?: string } = {},
): Promise<SandboxProcess> {
  const { port = 0, stateDir } = options;
  const child = spawn(
    process.execPath,
    [
      ...fromSource,
      path.join(repositoryRoot, 'packages/cli/src/index.ts'),
      'sandbox',
      '--port',
      String(port),
      ...(stateDir ? ['--state', stateDir] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: repositoryRoot },
  );
  const endpointUrl = await firstEndpoint(child);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => {
      child.once('exit', resolve);
    });
    child.kill(signal);
    await ended;
  };
  return {
    endpointUrl,
    pid: child.pid!,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
    async control(method, call, body) {
      const answer = await fetch(`${endpointUrl}/_sandbox/${call}`, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${call}: ${text}`);
      return JSON.parse(text);
    },
  };
}

function firstEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said = (said + chunk).slice(-4000);
      const found = /^endpoint\s+(\S+)/m.exec(said);
      if (found) resolve(found[1]);
    };
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);
    child.once('exit', code =>
      reject(new Error(`The sandbox ended (${code}): ${said}`)),
    );
  });
}
