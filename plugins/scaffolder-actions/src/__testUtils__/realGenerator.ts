import { type ChildProcess, spawn } from 'node:child_process';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { GenerateProject } from '../lib/generate/generator';

const ownFolder = resolvePackagePath(
  '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless',
);

const script = `
  const { generateProject } = await import('generator-private-serverless');
  const send = answer => process.send(JSON.stringify(answer));
  process.on('message', async text => {
    const { id, options } = JSON.parse(text);
    try {
      send({ id, result: await generateProject(options) });
    } catch (error) {
      send({ id, error: { name: error.name, message: error.message } });
    }
  });
  send({ isReady: true });
`;

type Answer = {
  id?: number;
  isReady?: true;
  result?: Awaited<ReturnType<GenerateProject>>;
  error?: { name: string; message: string };
};

let started: Promise<ChildProcess> | undefined;
let requests = 0;

afterAll(async () => (await started)?.kill());

/**
 * The real generator in a separate Node process, because Jest cannot load ES modules. The tests of a file share the
 * process, whose start takes longer than its work.
 */
export const generateInChild: GenerateProject = async ({ log, ...options }) => {
  started ??= startGenerator();
  const child = await started;
  requests += 1;
  const id = requests;
  const { result, error } = await answerOf(child, answer => answer.id === id, {
    id,
    options,
  });
  if (error) {
    throw Object.assign(new Error(error.message), { name: error.name });
  }
  return result!;
};

async function startGenerator(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', script],
    {
      cwd: ownFolder,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  await answerOf(child, answer => answer.isReady === true);
  return child;
}

/** Sends a message, and waits for the wanted one. @throws Error if the process ends first */
function answerOf(
  child: ChildProcess,
  isWanted: (answer: Answer) => boolean,
  message?: object,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`The generator ended with ${code}`));
    const onMessage = (text: string) => {
      // Parsed here, because an object of the channel does not have the prototypes of the test's own objects.
      const answer: Answer = JSON.parse(text);
      if (!isWanted(answer)) return;
      child.off('message', onMessage).off('exit', onExit);
      resolve(answer);
    };
    child.on('message', onMessage).once('exit', onExit);
    if (message) child.send(JSON.stringify(message));
  });
}
