import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { runQuietly } from './quietly.mjs';
import { Problem, repositoryRoot, say } from './say.mjs';

const here = path.join(repositoryRoot, 'toolchain');
/** The oldest Node that runs TypeScript sources without a flag. Node 24.19 and newer crash better-sqlite3 12 at the start. */
const oldestNode = [22, 18];
const nodePackage = `node-${process.platform}-${process.arch}`;

/**
 * Finds or installs Node 22 and Yarn 4.
 *
 * @returns {Promise<{ node: string, yarn: string[], env: NodeJS.ProcessEnv }>} the path of Node, the
 *   command of Yarn, and an environment with both first on the PATH and with the headers of this Node for native modules
 * @throws Problem if they cannot be installed
 */
export async function ensureTools() {
  const ownNode = isWantedNode(process.versions.node);
  const ownYarn = ownNode && hasYarn();
  if (!ownNode || !ownYarn) await installToolchain(ownNode);
  const node = ownNode ? process.execPath : pinnedNode();
  const bin = path.join(here, 'bin');
  const yarnJs = path.join(here, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
  if (!ownYarn) {
    mkdirSync(bin, { recursive: true });
    const shim = path.join(bin, 'yarn');
    writeFileSync(shim, `#!/bin/sh\nexec '${node}' '${yarnJs}' "$@"\n`);
    chmodSync(shim, 0o755);
  }
  const env = { ...process.env };
  env.PATH = [path.dirname(node), ...(ownYarn ? [] : [bin]), env.PATH].join(
    path.delimiter,
  );
  const headers = path.dirname(path.dirname(node));
  if (existsSync(path.join(headers, 'include/node/node.h'))) {
    env.npm_config_nodedir = headers;
  }
  return { node, yarn: ownYarn ? ['yarn'] : [node, yarnJs], env };
}

/** The path of Node 22 without installing anything. Undefined if it must be installed. */
export function availableNode() {
  if (isWantedNode(process.versions.node)) return process.execPath;
  return isPinnedInstalled(nodePackage) ? pinnedNode() : undefined;
}

function isWantedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return major === oldestNode[0] && minor >= oldestNode[1];
}

function hasYarn() {
  const found = spawnSync('yarn', ['--version'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env: { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' },
  });
  return found.status === 0 && found.stdout.trim().startsWith('4.');
}

function pinnedNode() {
  return path.join(here, 'node_modules', nodePackage, 'bin/node');
}

async function installToolchain(ownNode) {
  const supported =
    process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  if (!ownNode && !supported) {
    throw new Problem(
      `This project requires Node 22. This machine has Node ${process.versions.node}, and the npm registry has no Node for ` +
        `${process.platform} ${process.arch}.`,
      'Install Node 22.18 or a newer version 22 (nvm, fnm, volta or nodejs.org). Then run this command again.',
    );
  }
  if (
    isPinnedInstalled('@yarnpkg/cli-dist') &&
    (ownNode || isPinnedInstalled(nodePackage))
  ) {
    return;
  }
  say('Installing the pinned Node and Yarn from the npm registry …');
  const { code, output } = await runQuietly('npm', ['ci'], { cwd: here });
  if (code !== 0) throw npmProblem(output);
}

/** Whether the version in toolchain/package.json is installed. */
function isPinnedInstalled(name) {
  const pins = readJson(path.join(here, 'package.json'));
  const pin = pins.dependencies[name] ?? pins.optionalDependencies[name];
  const installed = path.join(here, 'node_modules', name, 'package.json');
  return existsSync(installed) && readJson(installed).version === pin;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function npmProblem(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(output)) {
    return new Problem(
      'The npm registry cannot be reached, and Node 22 and Yarn must be installed from it.',
      'Check the network, or set your registry with npm config set registry URL. Then run this command again.',
    );
  }
  return new Problem(
    `npm failed to install Node 22 and Yarn: ${lastLine(output)}`,
    'Run `npm ci` in the folder toolchain/ to see the full output.',
  );
}

/** The environment with npm's registry, because Yarn does not read .npmrc. Starts npm, which takes 0.2 s. */
export function withRegistry(env) {
  const registry = env.YARN_NPM_REGISTRY_SERVER ?? configuredRegistry();
  return registry ? { ...env, YARN_NPM_REGISTRY_SERVER: registry } : env;
}

/** Empty if npm does not return one. */
function configuredRegistry() {
  try {
    return execFileSync('npm', ['config', 'get', 'registry'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    }).trim();
  } catch {
    return '';
  }
}

function lastLine(text) {
  return text.trim().split('\n').pop() ?? '';
}
