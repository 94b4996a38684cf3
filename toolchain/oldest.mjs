#!/usr/bin/env node
// `npm run test:oldest`: type-checks and tests the packages that Backstage loads with the oldest supported release. The
// workspaces resolve to the newest release, so this installs a copy of the repository with the versions of the oldest.
import { spawn } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copySources } from './copy.mjs';
import { runQuietly } from './quietly.mjs';
import { repositoryRoot } from './say.mjs';

const [oldest] = readdirSync(path.join(repositoryRoot, 'toolchain/backstage'))
  .map(name => path.basename(name, '.json'))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

const env = {
  ...process.env,
  CI: 'true',
  CFLAGS: '-O1',
  CXXFLAGS: '-O1',
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  YARN_ENABLE_PROGRESS_BARS: '0',
};

async function main() {
  const copy = mkdtempSync(path.join(os.tmpdir(), `backstage-${oldest}-`));
  try {
    copySources(copy);
    resolveTo(oldest, copy);
    console.log(`Installing Backstage ${oldest} …`);
    await install(copy, '--mode=update-lockfile');
    assertOnly(oldest, copy);
    await install(copy);
    await run(copy, 'yarn', ['tsc']);
    await run(copy, 'yarn', [
      'backstage-cli',
      'repo',
      'test',
      'plugins',
      'packages/app',
      '--maxWorkers=2',
      ...process.argv.slice(2),
    ]);
    console.log(`Type check and tests passed with Backstage ${oldest}.`);
    return 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Pins every Backstage package to the version of the release. */
function resolveTo(release, folder) {
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(manifest.resolutions, versionsOf(release));
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(
    path.join(folder, 'backstage.json'),
    `${JSON.stringify({ version: `${release}.0` })}\n`,
  );
}

/** Checks that no newer version is loaded. @throws Error that lists the newer versions */
function assertOnly(release, folder) {
  const lock = readFileSync(path.join(folder, 'yarn.lock'), 'utf8');
  const wanted = versionsOf(release);
  const others = [
    ...lock.matchAll(/^"(@backstage\/[^@]+)@npm[^\n]*\n {2}version: (\S+)$/gm),
  ].filter(([, name, version]) => wanted[name] !== version);
  if (others.length > 0) {
    throw new Error(
      `Packages that are not of Backstage ${release}: ${others
        .map(([, ...at]) => at.join('@'))
        .join(', ')}. ` + `Add them to toolchain/backstage/${release}.json.`,
    );
  }
}

function versionsOf(release) {
  const file = `toolchain/backstage/${release}.json`;
  return JSON.parse(readFileSync(path.join(repositoryRoot, file), 'utf8'));
}

/** @throws Error with the end of Yarn's output */
async function install(cwd, ...options) {
  const { code, output } = await runQuietly('yarn', ['install', ...options], {
    cwd,
    env,
  });
  if (code !== 0) {
    throw new Error(`yarn install failed:\n${output.slice(-4000)}`);
  }
}

/** @throws Error with the command if it fails */
function run(cwd, command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    child.once('error', reject);
    child.once('exit', code =>
      code === 0
        ? resolve()
        : reject(
            new Error(`${command} ${args.join(' ')} failed with code ${code}`),
          ),
    );
  });
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error.message);
    process.exit(1);
  },
);
