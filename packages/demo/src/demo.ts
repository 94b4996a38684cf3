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
import { startCorporateNetwork } from './corporateNetwork';
import { buildFrontend } from './frontend';
import type { GitHost } from './gitHost';
import { assertPortsFree } from './ports';
import { startPublishing } from './publishing';
import { DemoSettings } from './settings';

/** The running demo. */
export type Demo = {
  /** The current backend. The demo restarts it when it exits. */
  readonly backend: Backend;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  gitHost: GitHost;
  /** Resolves when the backend has stopped and is not restarted: with a reason, or with `undefined` after `stop`. */
  ended: Promise<string | undefined>;
  stop(): Promise<void>;
};

/** Maximum number of exits of the backend per minute before the demo stops restarting it. */
const maxExitsPerMinute = 4;

/**
 * Marks the state folder as used by this demo. State of an earlier demo is kept.
 * @throws Error if the folder has other content, or a running demo uses it
 */
function claimStateDir(stateDir: string) {
  const marker = path.join(stateDir, '.private-serverless-demo');
  const entries = existsSync(stateDir) ? readdirSync(stateDir) : [];
  if (entries.length > 0 && !existsSync(marker)) {
    throw new Error(
      `DEMO_STATE='${stateDir}' is not empty and not a state folder of the demo. Choose a new folder.`,
    );
  }
  const owner = entries.length > 0 ? Number(readFileSync(marker, 'utf8')) : 0;
  if (owner && owner !== process.pid && isRunning(owner)) {
    throw new Error(
      `DEMO_STATE='${stateDir}' is in use by the demo with process ID ${owner}. Stop that demo, or choose another folder. If no demo is running, delete ${marker}.`,
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
 * Builds the frontend if needed, starts the sandbox, the git host and the backend, and waits until all respond.
 *
 * It uses the state of the last demo, even if that demo was killed: the database, the sandbox and the repositories are
 * in the state folder. To start over, delete the folder.
 *
 * @param step - reports a completed step and its duration in milliseconds
 * @throws Error with the cause and the fix. Then everything that was started is stopped
 */
export async function startDemo(
  settings: DemoSettings,
  step: (name: string, ms: number) => void = () => {},
): Promise<Demo> {
  const { corporatePort, port, sandboxPort, gitPort, stateDir } = settings;
  const sandboxPorts = [
    "the sandbox's API",
    "the sandbox's resolver",
    "the sandbox's proxy",
  ];
  await assertPortsFree([
    { port, purpose: 'Backstage', variable: 'DEMO_PORT' },
    ...sandboxPorts.map((purpose, index) => ({
      port: sandboxPort + index,
      purpose,
      variable: 'SANDBOX_PORT',
    })),
    { port: gitPort, purpose: 'the git host', variable: 'GIT_PORT' },
    ...['resolver', 'proxy'].map((what, index) => ({
      port: corporatePort + index,
      purpose: `the ${what} of the corporate network`,
      variable: 'CORPORATE_PORT',
    })),
  ]);
  claimStateDir(stateDir);
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begin = Date.now();
    const result = await work();
    step(name, Date.now() - begin);
    return result;
  };
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
    // The build takes longer, in a process of its own.
    const [built, network] = await Promise.allSettled([
      timed('frontend built', buildFrontend),
      timed('corporate network', () =>
        startCorporateNetwork(settings, sandbox),
      ),
    ]);
    if (built.status === 'rejected') throw built.reason;
    if (network.status === 'rejected') throw network.reason;
    const extras = { configs: [network.value] };
    let backend = await timed('Backstage', () =>
      startBackend(settings, extras),
    );
    const keepRunning = async () => {
      const exits: number[] = [];
      for (;;) {
        const reason = await backend.ended;
        exits.push(Date.now());
        const recent = exits.filter(at => at > Date.now() - 60_000).length;
        if (!reason || recent > maxExitsPerMinute) return reason;
        backend = await timed(`${reason} Backstage restarted`, () =>
          startBackend(settings, extras),
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
