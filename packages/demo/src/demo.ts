import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { startSandbox } from '@private-serverless/sandbox';
import { Backend, startBackend } from './backend';
import { buildFrontend } from './frontend';
import { assertPortsFree } from './ports';
import { DemoSettings } from './settings';

/** The running demo. */
export type Demo = {
  backend: Backend;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  stop(): Promise<void>;
};

/** Removes what an earlier demo left, and nothing else: a folder of somebody else's is refused. */
function emptyStateDir(stateDir: string) {
  const marker = path.join(stateDir, '.private-serverless-demo');
  const entries = existsSync(stateDir) ? readdirSync(stateDir) : [];
  if (entries.length > 0 && !existsSync(marker)) {
    throw new Error(
      `DEMO_STATE='${stateDir}' is not empty and not a folder of the demo. Choose a new folder.`,
    );
  }
  for (const leftover of ['git', 'techdocs']) {
    rmSync(path.join(stateDir, leftover), { recursive: true, force: true });
  }
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(marker, '');
}

/**
 * Starts the sandbox, the frontend (built where it is not) and the backend, and waits until all answer.
 *
 * Each start begins with an empty catalog, sandbox and repository folder: the sandbox and the database live in memory.
 *
 * @param step - is told what was done and how many milliseconds it took
 * @throws Error with the cause and the fix; nothing is left running then
 */
export async function startDemo(
  settings: DemoSettings,
  step: (name: string, ms: number) => void = () => {},
): Promise<Demo> {
  const { port, sandboxPort, stateDir } = settings;
  const sandboxPorts = ["the sandbox's API", 'its resolver', 'its tunnel'];
  await assertPortsFree([
    { port, purpose: 'Backstage', variable: 'DEMO_PORT' },
    ...sandboxPorts.map((purpose, index) => ({
      port: sandboxPort + index,
      purpose,
      variable: 'SANDBOX_PORT',
    })),
  ]);
  emptyStateDir(stateDir);
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
  try {
    const backend = await timed('Backstage', () => startBackend(settings));
    return {
      backend,
      sandbox,
      async stop() {
        await backend.stop();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
