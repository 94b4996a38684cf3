import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';

/** A sandbox in its own process, so that it does not share the event loop of the measured code. */
export type SandboxProcess = {
  endpointUrl: string;
  pid: number;
  /** Sends a control call (`/_sandbox/…`). @returns its JSON */
  control(method: string, call: string, body?: unknown): Promise<any>;
  /** Stops it like `kill -9`. */
  kill(): Promise<void>;
  /** Stops it like Ctrl-C. */
  stop(): Promise<void>;
};

/** Arguments of Node to run the repository's TypeScript sources. */
export const fromSource = [
  '--no-node-snapshot',
  '--disable-warning=DEP0040',
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];

/**
 * Starts a sandbox and waits until it responds.
 *
 * @param options.port - the first of three ports. 0 for any free ports
 * @throws Error with the end of its output if it exits before it is ready
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
      const response = await fetch(`${endpointUrl}/_sandbox/${call}`, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${call}: ${text}`);
      return JSON.parse(text);
    },
  };
}

function firstEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const listen = (chunk: Buffer) => {
      output = (output + chunk).slice(-4000);
      const found = /^endpoint\s+(\S+)/m.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);
    child.once('exit', code =>
      reject(new Error(`The sandbox exited (${code}): ${output}`)),
    );
  });
}
