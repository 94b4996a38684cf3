import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './quietly.mjs';
import { Problem, repositoryRoot, say } from './say.mjs';

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT/;

const cache = path.join(
  repositoryRoot,
  'node_modules/.cache/private-serverless',
);

/** What each scope installs, the arguments of Yarn, and the file that records what was installed. */
const scopes = {
  all: {
    says: 'Installing the packages (2 to 5 minutes the first time) …',
    args: ['install', '--immutable'],
    stamp: path.join(cache, 'installed'),
  },
  demo: {
    says: "Installing the demo's packages (1 to 3 minutes the first time) …",
    args: ['workspaces', 'focus', '--production', 'app', 'backend', 'demo'],
    stamp: path.join(cache, 'installed-demo'),
    env: {
      // SQLite alone has to be built; `finish` does it.
      YARN_ENABLE_SCRIPTS: 'false',
      // From the second clone on, files are linked instead of copied. Yarn copies where it cannot link.
      YARN_NM_MODE: 'hardlinks-global',
    },
    finish: buildDemo,
  },
};

/**
 * Installs the workspaces unless what is installed fits yarn.lock, the manifests and this Node already.
 *
 * @param scope - `all`, or `demo` for what `npm start` runs. A complete installation is never reduced to the demo's.
 * @throws Problem with the cause and the fix when it fails
 */
export async function ensureInstalled({ node, yarn, env }, scope = 'all') {
  const wanted = fingerprint(node);
  const holds = name =>
    existsSync(scopes[name].stamp) &&
    readFileSync(scopes[name].stamp, 'utf8') === wanted;
  if (holds('all') || holds(scope)) return;
  const chosen = existsSync(scopes.all.stamp) ? scopes.all : scopes[scope];
  say(chosen.says);
  const [command, ...args] = yarn;
  const { code, output } = await runQuietly(
    command,
    [...args, ...chosen.args],
    {
      cwd: repositoryRoot,
      env: {
        ...withFastCompilation(env),
        ...chosen.env,
        YARN_ENABLE_PROGRESS_BARS: '0',
        // Without a network Yarn would try each of 2,000 packages several times before it gives up.
        ...(registryAnswers(env) ? {} : { YARN_ENABLE_NETWORK: '0' }),
      },
    },
  );
  if (code !== 0) throw installProblem(output);
  await chosen.finish?.({ node, env });
  const native = spawnSync(
    node,
    ['-e', "new (require('better-sqlite3'))(':memory:').close()"],
    {
      cwd: path.join(repositoryRoot, 'packages/backend'),
      env,
      encoding: 'utf8',
    },
  );
  if (native.status !== 0) throw compilerProblem(native.stderr ?? '');
  mkdirSync(cache, { recursive: true });
  writeFileSync(chosen.stamp, wanted);
}

/** Builds SQLite and, beside it, the frontend, which takes less long. The demo finds the frontend built. */
async function buildDemo({ node, env }) {
  const modules = path.join(repositoryRoot, 'node_modules');
  const [sqlite] = await Promise.all([
    runQuietly('npm', ['run', 'install'], {
      cwd: path.join(modules, 'better-sqlite3'),
      env: withFastCompilation(env),
    }),
    // Whatever fails here fails again, and is reported, when the demo starts.
    runQuietly(
      node,
      [
        '--require',
        path.join(modules, '@backstage/cli/config/nodeTransform.cjs'),
        '--eval',
        "require('./packages/demo/src/frontend').buildFrontend()",
      ],
      { cwd: repositoryRoot, env },
    ),
  ]);
  if (sqlite.code !== 0) throw compilerProblem(sqlite.output);
}

/**
 * SQLite is compiled where its prebuilt binary cannot be downloaded. Its own -O3 takes twice as long as -O1, and the
 * databases of the demo and the tests are small. node-gyp puts these flags after the package's.
 */
function withFastCompilation(env) {
  const { CFLAGS = '-O1', CXXFLAGS = '-O1' } = env;
  return { ...env, CFLAGS, CXXFLAGS };
}

/** Whether npm, with its own proxy and registry settings, gets through; only a network error says no. */
function registryAnswers(env) {
  const asked = spawnSync(
    'npm',
    [
      'view',
      '@yarnpkg/cli-dist',
      'version',
      '--fetch-retries=0',
      '--fetch-timeout=20000',
    ],
    {
      cwd: path.join(repositoryRoot, 'toolchain'),
      env,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  return asked.status === 0 || !noNetwork.test(asked.stderr ?? '');
}

function fingerprint(node) {
  const hash = createHash('sha256').update(node);
  hash.update(execFileSync(node, ['--version']));
  for (const file of ['yarn.lock', 'package.json', '.yarnrc.yml']) {
    hash.update(readFileSync(path.join(repositoryRoot, file)));
  }
  return hash.digest('hex');
}

function installProblem(output) {
  const errors = output
    .split('\n')
    .filter(line =>
      /YN\d{4}.*(Error|failed|couldn't|can't|➤ )|Error/i.test(line),
    )
    .filter(line => !/YN0000: [┌└·]|YN0013|YN0002|YN0060|YN0086/.test(line))
    .slice(-6)
    .map(line => line.replace(/^➤ /, '').trim());
  if (/YN0028/.test(output)) {
    return new Problem(
      'yarn.lock does not fit the manifests.',
      'Run `yarn install`, look at the change of yarn.lock and commit it.',
    );
  }
  if (noNetwork.test(output) || /YN0080|YN0081/.test(output)) {
    return new Problem(
      'The npm registry cannot be reached, and not all packages are on this machine yet.',
      'Check the network or proxy (HTTPS_PROXY), or name your registry with `npm config set registry`; then run this again: what was fetched is kept.',
    );
  }
  if (/node-gyp|gyp ERR|YN0009/.test(output)) return compilerProblem(output);
  return new Problem(
    `yarn install failed:\n  ${errors.join('\n  ')}`,
    'Run `yarn install` to see all of it.',
  );
}

function compilerProblem(output) {
  const missing = ['python3', 'make', 'g++'].filter(
    tool => spawnSync(tool, ['--version']).error,
  );
  if (missing.length > 0) {
    return new Problem(
      `SQLite's native module has to be compiled here, and these are missing: ${missing.join(
        ', ',
      )}.`,
      'Debian and Ubuntu: apt-get install python3 make g++ · Fedora: dnf install python3 make gcc-c++ · macOS: xcode-select --install. Then run this again.',
    );
  }
  const reason = output
    .split('\n')
    .filter(line => /gyp ERR! stack|error:|Error:/.test(line))
    .slice(0, 3)
    .join('\n  ');
  return new Problem(
    `SQLite's native module could not be built:\n  ${reason}`,
    'Run `yarn rebuild better-sqlite3` to see all of it.',
  );
}
