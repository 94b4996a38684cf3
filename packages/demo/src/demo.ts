import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { startSandbox } from '@private-serverless/sandbox';
import { Backend, startBackend } from './backend';
import { buildFrontend } from './frontend';
import type { GitHost } from './gitHost';
import { assertPortsFree } from './ports';
import { startPublishing } from './publishing';
import { DemoSettings } from './settings';

/** The running demo. */
export type Demo = {
  /** The one that runs now: it is started again when it ends by itself. */
  readonly backend: Backend;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  gitHost: GitHost;
  /** Settles when the backend has ended for good, with a reason if nobody asked it to. */
  ended: Promise<string | undefined>;
  stop(): Promise<void>;
};

/** A backend that ends more often than this in a minute would only end again. */
const endsPerMinute = 4;

/**
 * Makes the state folder this demo's own. What an earlier demo left stays: this one goes on with it.
 * @throws Error where the folder is somebody else's, or a demo that runs uses it
 */
function claimStateDir(stateDir: string) {
  const marker = path.join(stateDir, '.private-serverless-demo');
  const entries = existsSync(stateDir) ? readdirSync(stateDir) : [];
  if (entries.length > 0 && !existsSync(marker)) {
    throw new Error(
      `DEMO_STATE='${stateDir}' is not empty and not a folder of the demo. Choose a new folder.`,
    );
  }
  const owner = entries.length > 0 ? Number(readFileSync(marker, 'utf8')) : 0;
  if (owner && owner !== process.pid && isRunning(owner)) {
    throw new Error(
      `DEMO_STATE='${stateDir}' is in use by the demo with process id ${owner}. Stop that one, or choose another folder. If no demo runs, delete ${marker}.`,
    );
  }
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(marker, String(process.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Starts the sandbox, the git host, the frontend (built where it is not) and the backend, and waits until all answer.
 *
 * It goes on where the last one was, also where that one was killed: the database, the sandbox and the repositories
 * are in the state folder. Deleting the folder starts over.
 *
 * @param step - is told what was done and how many milliseconds it took
 * @throws Error with the cause and the fix; nothing is left running then
 */
export async function startDemo(
  settings: DemoSettings,
  step: (name: string, ms: number) => void = () => {},
): Promise<Demo> {
  const { port, sandboxPort, gitPort, stateDir } = settings;
  const sandboxPorts = ["the sandbox's API", 'its resolver', 'its tunnel'];
  await assertPortsFree([
    { port, purpose: 'Backstage', variable: 'DEMO_PORT' },
    ...sandboxPorts.map((purpose, index) => ({
      port: sandboxPort + index,
      purpose,
      variable: 'SANDBOX_PORT',
    })),
    { port: gitPort, purpose: 'the git host', variable: 'GIT_PORT' },
  ]);
  claimStateDir(stateDir);
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begin = Date.now();
    const result = await work();
    step(name, Date.now() - begin);
    return result;
  };
  await timed('frontend built', buildFrontend);
  const sandbox = await timed('sandbox', () =>
    startSandbox({
      port: sandboxPort,
      stateDir: path.join(stateDir, 'sandbox'),
    }),
  );
  let gitHost: GitHost | undefined;
  const stopHosts = async () => {
    await gitHost?.close();
    await sandbox.close();
  };
  try {
    gitHost = await timed('git host', () => startPublishing(settings));
    let backend = await timed('Backstage', () => startBackend(settings));
    const keepRunning = async () => {
      const ends: number[] = [];
      for (;;) {
        const reason = await backend.ended;
        ends.push(Date.now());
        const recent = ends.filter(at => at > Date.now() - 60_000).length;
        if (!reason || recent > endsPerMinute) return reason;
        backend = await timed(`${reason} Backstage again`, () =>
          startBackend(settings),
        );
      }
    };
    return {
      get backend() {
        return backend;
      },
      sandbox,
      gitHost,
      ended: keepRunning().catch(error => error.message),
      async stop() {
        await backend.stop();
        await stopHosts();
      },
    };
  } catch (error) {
    await stopHosts();
    throw error;
  }
}
