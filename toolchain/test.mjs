#!/usr/bin/env node
// `npm test`: runs every check and test of the repository and prints the number of passed and failed ones.
// --only NAME runs one step, --skip NAME runs all other steps.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packAndLoad } from './pack.mjs';
import { startPostgres } from './postgres.mjs';
import { repositoryRoot } from './say.mjs';
import { twoAtATime } from './tarballs.mjs';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'private-serverless-test-'));
/** Temporary files of the steps; each step must leave it empty. */
const temporary = path.join(scratch, 'tmp');
const cache = path.join(repositoryRoot, 'node_modules/.cache');
const env = {
  ...process.env,
  CI: 'true',
  FORCE_COLOR: '0',
  TMPDIR: temporary,
  // Caches that must outlive the temporary folder.
  NODE_COMPILE_CACHE: path.join(cache, 'private-serverless/compiled'),
  PWTEST_CACHE_DIR: path.join(cache, 'private-serverless/playwright'),
};
/** The environment with the commands of the installed packages in PATH. */
const commandEnv = {
  ...env,
  PATH: `${path.join(repositoryRoot, 'node_modules/.bin')}${path.delimiter}${
    env.PATH
  }`,
};

/** Whether a step has compiled the types of these sources into dist-types. */
let hasTypes = false;

/** @typedef {{ passed: number, failed: number, skipped?: number }} Count */

/** Each returns a Count. */
const steps = {
  format: () => check('prettier', ['prettier', '--check', '.']),
  types: async () => {
    // Not incremental: the order of inferred types in the API reports depends on which files were compiled before.
    const compiled = await check('tsc', ['tsc', '--incremental', 'false']);
    hasTypes = compiled.failed === 0;
    return sumOf(
      compiled,
      await check('tsc of the generator', [
        'tsc',
        '-p',
        'templates/private-serverless',
        '--noEmit',
      ]),
      await check('API reports', ['yarn', 'build:api-reports:only', '--ci']),
    );
  },
  lint: async () =>
    sumOf(
      await check('lint', [
        'backstage-cli',
        'repo',
        'lint',
        '--max-warnings',
        '0',
      ]),
      await check('lint outside of the workspaces', [
        'eslint',
        '--max-warnings',
        '0',
        '--ext',
        '.cjs,.mjs,.ts',
        'acceptance',
        'bench',
        'e2e-tests',
        'lab',
        'toolchain',
        'playwright.config.ts',
      ]),
      await check('cycles and layers', [
        'depcruise',
        '--config',
        '.dependency-cruiser.cjs',
        'packages',
        'plugins',
        'templates',
      ]),
    ),
  manifests: () =>
    check('manifests', [
      'backstage-cli',
      'repo',
      'fix',
      '--publish',
      '--check',
    ]),
  unit: jest,
  toolchain: () => nodeTests('toolchain', '*.test.mjs'),
  generator: () => nodeTests('templates/private-serverless', 'test/*.test.ts'),
  pack: () => packAndLoad({ run, scratch, env, hasTypes }),
  smoke: smokeRun,
  browser: browserTests,
  lab: probingLab,
};

/**
 * Groups run one after the other, with two steps at a time in each. The quick checks that fail most often come first. The unit
 * tests and the browser tests wait often enough to share the cores with another step. Beside each other, tests with deadlines
 * fail. The smoke run builds the frontend, which the browser tests use too.
 */
const groups = [
  ['types', 'lint', 'format', 'manifests'],
  ['unit', 'smoke', 'generator', 'toolchain'],
  ['browser', 'pack', 'lab'],
];

async function main() {
  const wanted = selected(process.argv.slice(2));
  const rows = [];
  for (const group of wanted.length === 1 ? [wanted] : groups) {
    const names = group.filter(name => wanted.includes(name));
    mkdirSync(temporary, { recursive: true });
    await twoAtATime(names, async name => rows.push(await runStep(name)));
    const left = nothingLeft(names);
    if (left.failed > 0) rows.push({ name: 'cleanup', ...left, seconds: 0 });
  }
  const sum = key => rows.reduce((total, row) => total + (row[key] ?? 0), 0);
  console.log('');
  for (const row of rows) {
    console.log(
      `${row.failed > 0 ? '✕' : '✓'} ${row.name.padEnd(10)} ${
        row.passed
      } passed, ${row.failed} failed${
        row.skipped ? `, ${row.skipped} skipped` : ''
      } (${row.seconds.toFixed(0)} s)`,
    );
  }
  const skipped = sum('skipped');
  console.log(
    `\n${sum('passed')} passed, ${sum('failed')} failed${
      skipped ? `, ${skipped} skipped` : ''
    }`,
  );
  return sum('failed') > 0 ? 1 : 0;
}

async function runStep(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const begin = Date.now();
  const count = await steps[name]().catch(error => {
    console.error(error.stack ?? error);
    return { passed: 0, failed: 1 };
  });
  return { name, ...count, seconds: (Date.now() - begin) / 1000 };
}

function selected(args) {
  const all = Object.keys(steps);
  const [flag, name] = args;
  if (flag === undefined) return all;
  if (!['--only', '--skip'].includes(flag) || !all.includes(name)) {
    throw new Error(
      `Usage: npm test -- [--only|--skip NAME], with NAME one of ${all.join(
        ', ',
      )}.`,
    );
  }
  return flag === '--only' ? [name] : all.filter(each => each !== name);
}

/** Runs a command of node_modules/.bin, prints its output or collects it in `output`, and resolves with the exit code. */
function run(command, args, { output, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const sink = output ? 'pipe' : 'inherit';
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', sink, sink],
      env: commandEnv,
      ...options,
    });
    child.stdout?.on('data', chunk => output?.push(chunk));
    child.stderr?.on('data', chunk => output?.push(chunk));
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}

/** @returns {Count} one failure if the steps left temporary files behind; deletes the files */
function nothingLeft(names) {
  const left = readdirSync(temporary);
  rmSync(temporary, { recursive: true, force: true });
  if (left.length === 0) return { passed: 0, failed: 0 };
  console.error(
    `Left in the temporary folder by ${names.join(', ')}: ${left.join(
      ', ',
    )}. A test must delete the files that it creates.`,
  );
  return { passed: 0, failed: 1 };
}

function sumOf(...counts) {
  const sum = key =>
    counts.reduce((total, count) => total + (count[key] ?? 0), 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
  };
}

async function check(name, [command, ...args]) {
  const code = await run(command, args);
  if (code === 0) console.log(`${name}: no problems`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function jest() {
  const report = path.join(scratch, 'jest.json');
  const postgres = await startPostgres().catch(error => {
    console.log(error.message);
  });
  if (!postgres) {
    console.log(
      'Running the database tests with SQLite only, because no PostgreSQL server could be started. To install one on Debian: apt-get install postgresql.',
    );
  }
  const code = await run(
    'backstage-cli',
    [
      'repo',
      'test',
      `--config=${path.join(repositoryRoot, 'toolchain/jest/config.cjs')}`,
      '--json',
      `--outputFile=${report}`,
      `--cacheDirectory=${path.join(cache, 'jest')}`,
      '--maxWorkers=3',
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...commandEnv,
        // Each test file loads thousands of modules. A larger space for new objects saves about a tenth of the time.
        NODE_OPTIONS: `${
          commandEnv.NODE_OPTIONS ?? ''
        } --max-semi-space-size=64`.trim(),
        ...(postgres ? connectionFor(postgres) : {}),
      },
    },
  ).finally(() => postgres?.stop());
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failedSuites = result.numRuntimeErrorTestSuites ?? 0;
  return {
    passed: result.numPassedTests,
    failed: Math.max(result.numFailedTests + failedSuites, code === 0 ? 0 : 1),
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** The environment variable in which Backstage's TestDatabases expect the connection string of a PostgreSQL server. */
function connectionFor({ major, url }) {
  return {
    [`BACKSTAGE_TEST_DATABASE_POSTGRES${major}_CONNECTION_STRING`]: url,
  };
}

/** Node's own test runner over the files of one folder. */
async function nodeTests(folder, pattern) {
  const report = path.join(scratch, `${path.basename(folder)}.tap`);
  const code = await run(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${report}`,
      pattern,
    ],
    { cwd: path.join(repositoryRoot, folder) },
  );
  const tap = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const number = word =>
    Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return {
    passed: number('pass'),
    failed: Math.max(number('fail') + number('cancelled'), code === 0 ? 0 : 1),
    skipped: number('skipped') + number('todo'),
  };
}

/**
 * Runs a script of the repository.
 * @param output - receives what it prints, because other steps print at the same time
 * @returns the exit code
 */
function runScript(file, args, output) {
  return run(
    process.execPath,
    [
      '--no-node-snapshot',
      '--disable-warning=DEP0040',
      '--require',
      path.join(
        repositoryRoot,
        'node_modules/@backstage/cli/config/nodeTransform.cjs',
      ),
      path.join(repositoryRoot, file),
      ...args,
    ],
    { output },
  );
}

/** The probe with real proxies, resolvers and TLS servers. Programs that are not installed count as skipped. */
async function probingLab() {
  const report = path.join(scratch, 'lab.json');
  const output = [];
  const code = await runScript('lab/lab.ts', ['--report', report], output);
  process.stdout.write(Buffer.concat(output));
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const count = JSON.parse(readFileSync(report, 'utf8'));
  return { ...count, failed: Math.max(count.failed, code === 0 ? 0 : 1) };
}

/** The golden path over HTTP, with one entry in one kind of network. Each line with a check mark counts as one test. */
async function smokeRun() {
  const output = [];
  const code = await runScript(
    'packages/demo/src/smoke/smoke.ts',
    ['--entry', 'alb-lambda', '--network', 'existing'],
    output,
  );
  const text = Buffer.concat(output);
  process.stdout.write(text);
  const passed = text.toString().match(/^✓ /gm)?.length ?? 0;
  return { passed, failed: code === 0 && passed > 0 ? 0 : 1 };
}

async function browserTests() {
  const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    existsSync,
  );
  const executable = process.env.CHROMIUM ?? chromium;
  if (!executable) {
    console.log(
      'SKIPPED the browser tests, because Chromium was not found. To install it on Debian: apt-get install chromium. Elsewhere, set CHROMIUM to its path.',
    );
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const report = path.join(scratch, 'playwright.json');
  const output = [];
  const code = await run('playwright', ['test', '--reporter=list,json'], {
    // Printed at the end, because other steps print at the same time.
    output,
    env: {
      ...commandEnv,
      CHROMIUM: executable,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  });
  process.stdout.write(Buffer.concat(output));
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: stats.expected + stats.flaky,
    failed: Math.max(stats.unexpected, code === 0 ? 0 : 1),
    skipped: stats.skipped,
  };
}

main()
  .then(
    code => code,
    error => {
      console.error(error.message);
      return 2;
    },
  )
  .then(code => {
    rmSync(scratch, { recursive: true, force: true });
    process.exit(code);
  });
