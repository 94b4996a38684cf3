import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { runQuietly } from './quietly.mjs';
import { Problem, repositoryRoot, say } from './say.mjs';
import { withRegistry } from './tools.mjs';

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT/;

const cache = path.join(
  repositoryRoot,
  'node_modules/.cache/private-serverless',
);

/** Message, arguments of Yarn and record of the last install for each scope. */
const scopes = {
  all: {
    message: 'Installing the packages (the first time takes 2 to 5 minutes) …',
    args: ['install', '--immutable'],
    stamp: path.join(cache, 'installed'),
  },
  demo: {
    message:
      'Installing the packages of the demo (the first time takes 1 to 3 minutes) …',
    args: ['workspaces', 'focus', '--production', 'app', 'backend', 'demo'],
    stamp: path.join(cache, 'installed-demo'),
    env: {
      // Only SQLite needs a build script, which `finish` runs.
      YARN_ENABLE_SCRIPTS: 'false',
      // Yarn links files from the second clone on, or copies them if it cannot link.
      YARN_NM_MODE: 'hardlinks-global',
    },
    finish: buildDemo,
  },
};

/**
 * Installs the workspaces, unless the installed packages already match yarn.lock, the manifests and this Node.
 *
 * @param scope - `all`, or `demo` for the packages of `npm start`. A complete installation is never reduced to the demo's.
 * @throws Problem with the cause and the fix if the install fails
 */
export async function ensureInstalled({ node, yarn, env }, scope = 'all') {
  if (isInstalled(node, 'all') || isInstalled(node, scope)) return;
  const chosen = existsSync(scopes.all.stamp) ? scopes.all : scopes[scope];
  say(chosen.message);
  const [command, ...args] = yarn;
  const { code, output } = await runQuietly(
    command,
    [...args, ...chosen.args],
    {
      cwd: repositoryRoot,
      env: {
        ...withRegistry(withFastCompilation(env)),
        ...chosen.env,
        YARN_ENABLE_PROGRESS_BARS: '0',
        // Without a network, Yarn would retry each of 2,000 packages.
        ...(isRegistryAvailable(env) ? {} : { YARN_ENABLE_NETWORK: '0' }),
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
  writeFileSync(chosen.stamp, fingerprint(node));
}

/** Whether the installed packages match yarn.lock, the manifests and this Node. */
export function isInstalled(node, scope) {
  const { stamp } = scopes[scope];
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(node);
}

/** Builds SQLite and, in parallel, the frontend, so that the demo does not have to build it at the start. */
async function buildDemo({ node, env }) {
  const modules = path.join(repositoryRoot, 'node_modules');
  const [sqlite] = await Promise.all([
    runQuietly('npm', ['run', 'install'], {
      cwd: path.join(modules, 'better-sqlite3'),
      env: withFastCompilation(env),
    }),
    // An error here is ignored: the demo builds the frontend again and reports the error.
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
 * SQLite is compiled if its prebuilt binary cannot be downloaded. With its default of -O3 this takes twice as long as with
 * -O1, and the databases of the demo and the tests are small. node-gyp appends these flags to those of the package.
 */
function withFastCompilation(env) {
  const { CFLAGS = '-O1', CXXFLAGS = '-O1' } = env;
  return { ...env, CFLAGS, CXXFLAGS };
}

/** Whether npm reaches the registry with its proxy and registry settings. Only a network error counts as no. */
function isRegistryAvailable(env) {
  const result = spawnSync(
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
  return result.status === 0 || !noNetwork.test(result.stderr ?? '');
}

function fingerprint(node) {
  const { size, mtimeMs } = statSync(node);
  const hash = createHash('sha256').update(`${node} ${size} ${mtimeMs}`);
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
      'yarn.lock does not match the manifests.',
      'Run `yarn install`, review the change of yarn.lock and commit it.',
    );
  }
  if (noNetwork.test(output) || /YN0080|YN0081/.test(output)) {
    return new Problem(
      'The npm registry cannot be reached, and this machine does not have all packages yet.',
      'Check the network or proxy (HTTPS_PROXY), or set your registry with `npm config set registry`. Then run this command again. It keeps the packages that it has downloaded.',
    );
  }
  if (/node-gyp|gyp ERR|YN0009/.test(output)) return compilerProblem(output);
  return new Problem(
    `yarn install failed:\n  ${errors.join('\n  ')}`,
    'Run `yarn install` to see the full output.',
  );
}

function compilerProblem(output) {
  const missing = ['python3', 'make', 'g++'].filter(
    tool => spawnSync(tool, ['--version']).error,
  );
  if (missing.length > 0) {
    return new Problem(
      `SQLite's native module must be compiled on this machine, and these tools are missing: ${missing.join(
        ', ',
      )}.`,
      'Debian and Ubuntu: apt-get install python3 make g++ · Fedora: dnf install python3 make gcc-c++ · macOS: xcode-select --install. Then run this command again.',
    );
  }
  const reason = output
    .split('\n')
    .filter(line => /gyp ERR! stack|error:|Error:/.test(line))
    .slice(0, 3)
    .join('\n  ');
  return new Problem(
    `Failed to build SQLite's native module:\n  ${reason}`,
    'Run `yarn rebuild better-sqlite3` to see the full output.',
  );
}
