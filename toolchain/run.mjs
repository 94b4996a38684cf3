#!/usr/bin/env node
// Runs one of the repository's tasks on any machine with Node >= 20 and npm: brings the pinned Node and Yarn where
// the machine has others, installs what is missing, then hands over. Everything it says itself goes to stderr.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureTools } from './tools.mjs';
import { ensureInstalled } from './install.mjs';
import { Problem, repositoryRoot, say } from './say.mjs';

/** Task name -> the command that runs it, inside the environment that `ensureTools` made. */
const tasks = {
  install: undefined,
  demo: ['packages/demo/src/start.ts'],
  smoke: ['packages/demo/src/smoke.ts'],
  cli: ['packages/cli/src/index.ts'],
  iam: ['packages/iam/src/main.ts'],
  test: ['toolchain/test.mjs'],
  'bench:deploy': ['bench/deploy.ts'],
  'bench:load': ['bench/load.ts'],
  'bench:verify': ['bench/verify.ts'],
  'campaign:faults': ['bench/faults.ts'],
  'campaign:kills': ['bench/kills.ts'],
  'test:oldest': ['toolchain/oldest.mjs'],
  adopt: ['e2e-tests/adopt/adopt.ts'],
  e2e: ['toolchain/test.mjs', '--only', 'browser'],
};

/** Tasks that run the demo and nothing else. */
const demoTasks = new Set(['demo', 'smoke']);

async function main() {
  const [task = '', ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(tasks, task)) {
    throw new Problem(
      `'${task}' is no task of this repository.`,
      `Use one of: ${Object.keys(tasks).join(', ')}.`,
    );
  }
  const tools = await ensureTools();
  await ensureInstalled(tools, demoTasks.has(task) ? 'demo' : 'all');
  const command = tasks[task];
  if (!command) return 0;
  const [script, ...fixed] = command;
  const args = script.endsWith('.ts')
    ? [
        '--no-node-snapshot',
        '--disable-warning=DEP0040',
        '--require',
        // by its path: the command may be called from any folder
        path.join(
          repositoryRoot,
          'node_modules/@backstage/cli/config/nodeTransform.cjs',
        ),
        path.join(repositoryRoot, script),
      ]
    : [path.join(repositoryRoot, script)];
  const passed = rest[0] === '--' ? rest.slice(1) : rest;
  return runInForeground(tools.node, [...args, ...fixed, ...passed], tools.env);
}

/** Runs a child with our own terminal; signals reach it, and its exit code is ours. */
function runInForeground(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env,
      // the command line keeps the folder it was called from; `npm run` says which that was
      cwd: process.env.INIT_CWD ?? process.cwd(),
    });
    // A terminal sends SIGINT to the whole group: the child decides when it is done.
    process.on('SIGINT', () => {});
    for (const signal of ['SIGTERM', 'SIGHUP']) {
      process.on(signal, () => child.kill(signal));
    }
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143)),
    );
  });
}

// An npm that is ended does not end what it started: who has lost its parent ends as if asked to.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1000).unref();

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    say(error instanceof Problem ? error.message : error.stack);
    process.exitCode = error instanceof Problem ? 2 : 1;
  },
);
