#!/usr/bin/env node
// Runs a task of the repository on any machine with Node >= 20 and npm. It installs the pinned Node and Yarn if the
// machine has other versions, installs missing packages, and runs the task. Its own output goes to stderr.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { availableNode, ensureTools, withRegistry } from './tools.mjs';
import { ensureInstalled, isInstalled } from './install.mjs';
import { Problem, repositoryRoot, say } from './say.mjs';

/** Commands by task name. They run in the environment of `ensureTools`. */
const tasks = {
  install: undefined,
  demo: ['packages/demo/src/start.ts'],
  smoke: ['packages/demo/src/smoke/smoke.ts'],
  cli: ['packages/cli/bin/private-serverless'],
  iam: ['packages/iam/src/main.ts'],
  rules: ['toolchain/rules.cjs'],
  test: ['toolchain/test.mjs'],
  'bench:bundle': ['bench/bundle.ts'],
  'bench:cli': ['bench/cli.ts'],
  'bench:dashboard': ['bench/dashboard.ts'],
  'bench:deploy': ['bench/deploy.ts'],
  'bench:entity-page': ['bench/entity-page.ts'],
  'bench:entries': ['bench/entries.ts'],
  'bench:entry-state': ['bench/entry-state.ts'],
  'bench:health': ['bench/health.ts'],
  'bench:health-list': ['bench/health-list.ts'],
  'bench:load': ['bench/load.ts'],
  'bench:networks': ['bench/networks.ts'],
  'bench:probe': ['bench/probe.ts'],
  'bench:readiness': ['bench/readiness.ts'],
  'bench:targets': ['bench/targets.ts'],
  'bench:verify': ['bench/verify.ts'],
  'campaign:clients': ['bench/clients.ts'],
  'campaign:faults': ['bench/faults.ts'],
  'campaign:kills': ['bench/kills.ts'],
  'fuzz:privacy': ['packages/privacy/src/fuzz/main.ts'],
  'test:oldest': ['toolchain/oldest.mjs'],
  adopt: ['e2e-tests/adopt/adopt.ts'],
  'aws:acceptance': ['acceptance/main.ts'],
  e2e: ['toolchain/test.mjs', '--only', 'browser'],
};

/** Tasks that only run the demo. */
const demoTasks = new Set(['demo', 'smoke']);

async function main() {
  const [task = '', ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(tasks, task)) {
    throw new Problem(
      `'${task}' is not a valid task.`,
      `Use one of: ${Object.keys(tasks).join(', ')}.`,
    );
  }
  const tools = (task === 'cli' && commandTools()) || (await ensureTools());
  if (tools.yarn) {
    await ensureInstalled(tools, demoTasks.has(task) ? 'demo' : 'all');
  }
  const command = tasks[task];
  if (!command) return 0;
  const [script, ...fixed] = command;
  const args = script.endsWith('.ts')
    ? [
        '--no-node-snapshot',
        '--disable-warning=DEP0040',
        '--require',
        // An absolute path, because the command can run in any folder.
        path.join(
          repositoryRoot,
          'node_modules/@backstage/cli/config/nodeTransform.cjs',
        ),
        path.join(repositoryRoot, script),
      ]
    : [path.join(repositoryRoot, script)];
  const passed = rest[0] === '--' ? rest.slice(1) : rest;
  if (task === 'cli' && tools.node === process.execPath) {
    return runHere(args[0], passed);
  }
  const env = task === 'cli' ? tools.env : withRegistry(tools.env);
  return runInForeground(tools.node, [...args, ...fixed, ...passed], env);
}

/**
 * What the command line needs, if everything is installed. It does not need Yarn, and looking for it takes longer than most of
 * its commands.
 */
function commandTools() {
  const node = availableNode();
  if (!node || !isInstalled(node, 'all')) return undefined;
  const paths = [path.dirname(node), process.env.PATH];
  return {
    node,
    env: { ...process.env, PATH: paths.join(path.delimiter) },
  };
}

/** Runs a CommonJS script in this process, which saves the start of another one. It sets the exit code itself. */
function runHere(script, args) {
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  process.argv = [process.execPath, script, ...args];
  createRequire(import.meta.url)(script);
  return undefined;
}

/** Runs a child in this terminal. Forwards signals to it. @returns its exit code */
function runInForeground(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env,
      // Run the command line in the folder of its caller, which `npm run` passes.
      cwd: process.env.INIT_CWD ?? process.cwd(),
    });
    // A terminal sends SIGINT to the whole process group, so wait for the child to exit.
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

// npm does not terminate its children when it is terminated. So terminate when the parent process has exited.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1000).unref();

main().then(
  code => {
    if (code !== undefined) process.exitCode = code;
  },
  error => {
    say(error instanceof Problem ? error.message : error.stack);
    process.exitCode = error instanceof Problem ? 2 : 1;
  },
);
