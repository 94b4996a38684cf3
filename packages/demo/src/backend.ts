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
  /** Where Backstage answers, without a trailing slash. */
  url: string;
  /** File with everything that the backend logs. */
  logFile: string;
  /** Settles when the process has ended, with a reason if nobody asked it to. */
  ended: Promise<string | undefined>;
  /** Its process id. */
  pid: number;
  stop(): Promise<void>;
};

/** What a measurement adds to the demo's backend. */
export type BackendExtras = {
  /** Configuration files that come after the demo's own. */
  configs?: string[];
  /** Modules that its process loads first. */
  preload?: string[];
};

/**
 * Starts the demo's backend, which serves the built frontend too, and waits until it is ready.
 * @throws Error with the last lines of the log when it ends before it is ready, or is not ready after two minutes
 */
export async function startBackend(
  settings: DemoSettings,
  { configs = [], preload = [] }: BackendExtras = {},
): Promise<Backend> {
  const logFile = path.join(settings.stateDir, 'backend.log');
  // Appended: what a backend that was killed said stays.
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
          : `The backend ended by itself (${signal ?? `code ${code}`}).`,
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

/** Backstage leaves temporary files when it is killed; the next backend starts without them. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const ready = await fetch(`${url}/.backstage/health/v1/readiness`).then(
      answer => answer.ok,
      () => false,
    );
    if (ready) return;
    await sleep(200);
  }
  throw new Error('The backend was not ready after two minutes.');
}

async function endProcess(
  child: ChildProcess,
  ended: Promise<unknown>,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const patience = new AbortController();
  const killed = sleep(5000, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  await ended;
  patience.abort();
  await killed;
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-15).join('\n');
}
