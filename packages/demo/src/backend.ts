import { ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoSettings, repositoryRoot } from './settings';

/** A running backend. */
export type Backend = {
  /** URL of Backstage, without a trailing slash. */
  url: string;
  /** File with everything that the backend logs. */
  logFile: string;
  /** Resolves when the process has exited: with a reason, or with `undefined` after `stop`. */
  ended: Promise<string | undefined>;
  /** Process ID. */
  pid: number;
  stop(): Promise<void>;
};

/** Additions to the demo's backend for a measurement. */
export type BackendExtras = {
  /** Configuration files that are loaded after the demo's own. */
  configs?: string[];
  /** Modules that the process preloads. */
  preload?: string[];
};

/**
 * Starts the demo's backend, which also serves the built frontend, and waits until it is ready.
 * @throws Error with the last lines of the log if it exits before it is ready, or is not ready after two minutes
 */
export async function startBackend(
  settings: DemoSettings,
  { configs = [], preload = [] }: BackendExtras = {},
): Promise<Backend> {
  const logFile = path.join(settings.stateDir, 'backend.log');
  // Append, to keep the log of a killed backend.
  const log = openSync(logFile, 'a');
  const temporary = emptyFolder(path.join(settings.stateDir, 'tmp'));
  const child = spawn(
    process.execPath,
    [
      '--require',
      path.join(repositoryRoot, 'packages/demo/endWithParent.cjs'),
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      ...preload.flatMap(file => ['--require', file]),
      'src/index.ts',
      ...['../../app-config.yaml', ...configs].flatMap(file => [
        '--config',
        file,
      ]),
    ],
    {
      cwd: path.join(repositoryRoot, 'packages/backend'),
      stdio: ['ignore', log, log, 'ipc'],
      env: {
        ...process.env,
        NODE_OPTIONS: '--disable-warning=DEP0040',
        NODE_ENV: 'development',
        LOG_LEVEL: 'info',
        TMPDIR: temporary,
        DEMO_PORT: String(settings.port),
        DEMO_STATE: settings.stateDir,
        SANDBOX_PORT: String(settings.sandboxPort),
        SANDBOX_RESOLVER_PORT: String(settings.sandboxPort + 1),
        SANDBOX_TUNNEL_PORT: String(settings.sandboxPort + 2),
        GIT_PORT: String(settings.gitPort),
        GIT_PASSWORD: settings.gitPassword,
      },
    },
  );
  closeSync(log);
  writeFileSync(path.join(settings.stateDir, 'backend.pid'), `${child.pid}\n`);
  let stopping = false;
  const ended = new Promise<string | undefined>(resolve => {
    child.once('exit', (code, signal) =>
      resolve(
        stopping
          ? undefined
          : `The backend exited unexpectedly (${signal ?? `code ${code}`}).`,
      ),
    );
  });
  const url = `http://localhost:${settings.port}`;
  const stop = async () => {
    stopping = true;
    await endProcess(child, ended);
  };
  try {
    await Promise.race([
      untilReady(url),
      ended.then(reason => {
        throw new Error(`${reason}\n${lastLines(logFile)}`);
      }),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, logFile, ended, pid: child.pid!, stop };
}

/** Removes the temporary files that a killed backend left. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const ready = await fetch(`${url}/.backstage/health/v1/readiness`).then(
      response => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(200);
  }
  throw new Error('The backend is not ready after two minutes.');
}

async function endProcess(
  child: ChildProcess,
  ended: Promise<unknown>,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const deadline = new AbortController();
  const killed = sleep(5000, undefined, { signal: deadline.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  await ended;
  deadline.abort();
  await killed;
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-15).join('\n');
}
