import {
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { packAll } from '../../toolchain/tarballs.mjs';
import { startPostgres } from '../../toolchain/postgres.mjs';
import { startGitHost } from '../../packages/demo/src/gitHost';
import { App, stop } from './app';
import { apply } from './apply';
import {
  instructionsFor,
  readInstructions,
  type Variant,
} from './instructions';
import { createThroughTheForm } from './journey';
import { startRegistry, tarballsByName } from './registry';

const root = path.resolve(__dirname, '../..');
const url = 'http://localhost:7007';
const sandboxUrl = 'http://127.0.0.1:4510';
const account = { user: 'adopter', password: 'adopter', organization: 'acme' };

/** Read first, so that an error in the page is reported early. */
const instructions = readInstructions(path.join(root, 'docs/installing.md'));

type Run = Variant & { release: '1.55' | '1.57'; database: 'sqlite' | 'pg' };

/** Each frontend system in each release. Each database and each workspace provider is used twice. */
const runs: Run[] = [
  { release: '1.57', frontend: 'new', database: 'pg', recovery: 'awsS3' },
  {
    release: '1.57',
    frontend: 'legacy',
    database: 'sqlite',
    recovery: 'database',
  },
  {
    release: '1.55',
    frontend: 'new',
    database: 'sqlite',
    recovery: 'database',
  },
  { release: '1.55', frontend: 'legacy', database: 'pg', recovery: 'awsS3' },
];

/**
 * `npm run adopt [-- WORD …]`: installs the packed packages into Backstage apps of `create-app` as docs/installing.md
 * describes, and creates a service in each. Words select runs, such as `1.57 legacy`.
 */
async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const chosen = runs.filter(run =>
    words.every(word => Object.values<string>(run).includes(word)),
  );
  if (chosen.length === 0) {
    throw new Error(
      `'${words.join(
        ' ',
      )}' does not select a run. Use words such as 1.57 or legacy.`,
    );
  }
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'adopt-'));
  const reports = path.join(root, 'e2e-test-report/adopt');
  mkdirSync(reports, { recursive: true });
  let failed = 0;
  const tarballs = tarballsByName(await pack(path.join(scratch, 'tarballs')));
  const registry = await startRegistry(tarballs);
  try {
    for (const run of chosen) {
      const name = Object.values(run).join('-');
      const begin = Date.now();
      const logFile = path.join(reports, `${name}.log`);
      writeFileSync(logFile, '');
      const app = new App(path.join(scratch, name), logFile);
      try {
        const pictures = path.join(reports, name);
        const lines = await adopt(app, run, pictures, () =>
          app.useRegistry(registry.url, tarballs),
        );
        console.log(`✓ ${name}: ${lines} lines written (${seconds(begin)} s)`);
      } catch (error) {
        failed += 1;
        console.error(`✕ ${name} (${seconds(begin)} s): ${error}`);
      }
      rmSync(app.folder, { recursive: true, force: true });
    }
  } finally {
    await registry.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  return failed > 0 ? 1 : 0;
}

/** @returns the number of lines that an adopter writes, without those for the sandbox */
async function adopt(
  app: App,
  run: Run,
  pictures: string,
  useRegistry: () => void,
): Promise<number> {
  const closers: Array<() => Promise<void>> = [];
  try {
    await app.create(run.frontend, run.release);
    useRegistry();
    await app.run('yarn install');
    const host = await startGitHost({
      ...account,
      directory: `${app.folder}-git`,
      port: 0,
    });
    closers.push(() => host.close());
    await useOwnHost(app, run, host.url, closers);

    let lines = 0;
    const later: string[] = [];
    for (const each of instructionsFor(instructions, run)) {
      if (each.does === 'keep running') {
        later.push(each.text.trim());
        continue;
      }
      if (each.does === 'run') await app.run(each.text);
      const count =
        each.does === 'run'
          ? each.text.trim().split('\n').length
          : apply(app.folder, each);
      if (!each.isTrial) lines += count;
    }
    await app.run(editForGitea(host.url));
    await app.run('yarn tsc');
    await app.run('yarn workspace app build');

    if (await answers(sandboxUrl)) {
      throw new Error(
        `${sandboxUrl} is in use. Stop the process that listens on it.`,
      );
    }
    for (const command of later) {
      const child = app.start(command);
      closers.push(() => stop(child));
    }
    await untilAnswers(`${sandboxUrl}/_sandbox/functions`);
    let backend = await app.startBackend(url);
    closers.push(() => stop(backend));
    await slowDown();
    await createThroughTheForm({
      url,
      pictures,
      service: 'orders',
      organization: account.organization,
      async interrupt() {
        await stop(backend, 'SIGKILL');
        backend = await app.startBackend(url);
      },
    });
    return lines;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Configuration that every app has: a database, a source-code host, and the URL of the frontend. */
async function useOwnHost(
  app: App,
  { database }: Run,
  hostUrl: string,
  closers: Array<() => Promise<void>>,
): Promise<void> {
  await app.run(
    'yarn --cwd packages/backend add @backstage/plugin-scaffolder-backend-module-gitea',
  );
  apply(app.folder, {
    does: { where: 'before', line: 'backend.start();' },
    file: 'packages/backend/src/index.ts',
    text: "backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));\n",
    isTrial: true,
  });
  const postgres = database === 'pg' ? await startPostgres() : undefined;
  if (database === 'pg' && !postgres) {
    throw new Error(
      'PostgreSQL is not installed. Debian: apt-get install postgresql',
    );
  }
  if (postgres) closers.push(() => postgres.stop());
  writeFileSync(
    path.join(app.folder, 'app-config.local.yaml'),
    stringify({
      app: { baseUrl: url },
      backend: {
        baseUrl: url,
        listen: { port: 7007, host: '127.0.0.1' },
        database: postgres
          ? {
              client: 'pg',
              connection: {
                host: '127.0.0.1',
                port: postgres.port,
                user: postgres.user,
              },
            }
          : {
              client: 'better-sqlite3',
              connection: { directory: '../../database' },
            },
      },
      integrations: {
        gitea: [
          {
            host: new URL(hostUrl).host,
            baseUrl: hostUrl,
            username: account.user,
            password: account.password,
          },
        ],
      },
    }),
  );
}

/** The edit of docs/publishing.md for Gitea, with the URL of our host. */
function editForGitea(hostUrl: string): string {
  const page = readFileSync(path.join(root, 'docs/publishing.md'), 'utf8');
  const edit = /^\| Gitea +\| `gitea` +\| `(.*?)` *\|$/m.exec(page)?.[1];
  if (!edit) {
    throw new Error('docs/publishing.md does not have an edit for Gitea.');
  }
  const ours = edit.replaceAll('gitea.example.com', new URL(hostUrl).host);
  return `sed -i ${ours} templates/template.yaml`;
}

/** Sets the duration of each resource to two seconds, so that the test can kill the backend during a deploy. */
async function slowDown(): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/durations`, {
    method: 'PUT',
    body: JSON.stringify({ '*': 2000 }),
  });
  if (!answer.ok) throw new Error(`The sandbox returned ${answer.status}`);
}

async function untilAnswers(address: string): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (await answers(address)) return;
    await sleep(500);
  }
  throw new Error(`No response from ${address}`);
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

async function pack(folder: string) {
  console.log('Packing …');
  const env = {
    ...process.env,
    PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${
      process.env.PATH
    }`,
  };
  return packAll({
    folder,
    run: (command: string, args: string[], options = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, args, {
          cwd: root,
          // The compiler writes its errors to stdout.
          stdio: ['ignore', 'inherit', 'inherit'],
          env,
          ...options,
        });
        child.once('error', reject);
        child.once('exit', code => resolve(code ?? 1));
      }),
  });
}

function seconds(begin: number): string {
  return ((Date.now() - begin) / 1000).toFixed(0);
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(2);
  },
);
