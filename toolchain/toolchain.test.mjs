// Tests the errors of the bootstrap. The npm on the PATH is replaced with one that fails in a known way.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from './say.mjs';
import { publishable } from './tarballs.mjs';

/** Runs a copy of the bootstrap without installed packages, with our own `npm` and `yarn`. */
function bootstrap(t, { task = 'install', npm, yarn, installed }) {
  const box = mkdtempSync(path.join(os.tmpdir(), 'toolchain-'));
  t.after(() => rmSync(box, { recursive: true, force: true }));
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const file of files) {
    cpSync(path.join(repositoryRoot, file), path.join(box, file));
  }
  mkdirSync(path.join(box, 'packages/backend'), { recursive: true });
  cpSync(path.join(repositoryRoot, 'toolchain'), path.join(box, 'toolchain'), {
    recursive: true,
    filter: file => !/node_modules|toolchain.bin/.test(file),
  });
  if (installed) {
    const cache = path.join(box, 'node_modules/.cache/private-serverless');
    mkdirSync(cache, { recursive: true });
    writeFileSync(path.join(cache, installed), 'of an earlier yarn.lock');
  }
  const bin = path.join(box, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries({ npm, yarn })) {
    if (!script) continue;
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  return spawnSync(
    process.execPath,
    [path.join(box, 'toolchain/run.mjs'), task],
    { encoding: 'utf8', cwd: box, env: { PATH: bin, HOME: box } },
  );
}

const yarnInstalled = '[ "$1" = --version ] && echo 4.13.0 && exit 0';

test('the error for an unknown task lists the tasks', t => {
  const { status, stderr } = bootstrap(t, { task: 'fly' });
  assert.equal(status, 2);
  assert.match(stderr, /'fly' is not a valid task.*\n.*demo, smoke/);
});

test('without a network, the install of Yarn fails with the fix', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'echo "npm error code EAI_AGAIN" >&2; exit 1',
  });
  assert.equal(status, 2);
  assert.match(stderr, /npm registry cannot be reached/);
  assert.match(stderr, /npm config set registry/);
});

test('another error of npm is shown', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'echo "npm error no space left" >&2; exit 1',
  });
  assert.equal(status, 2);
  assert.match(stderr, /failed to install Node 22 and Yarn.*no space left/);
});

test('the error names npm if it is not installed', t => {
  const { status, stderr } = bootstrap(t, {});
  assert.equal(status, 2);
  assert.match(stderr, /failed to install Node 22 and Yarn.*npm/);
});

test('without a network, the install of the packages fails with the fix', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'echo "npm error code ENOTFOUND" >&2; exit 1',
    yarn: `${yarnInstalled}; [ "$YARN_ENABLE_NETWORK" = 0 ] && echo "YN0080: network disabled"; exit 1`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /this machine does not have all packages yet/);
});

test('the error for a lock file that does not match names yarn.lock', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'exit 0',
    yarn: `${yarnInstalled}; echo "YN0028: The lockfile would have been modified"; exit 1`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /yarn\.lock does not match the manifests/);
});

test('the error for a missing compiler lists the tools and how to install them', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'exit 0',
    yarn: `${yarnInstalled}; echo "YN0009: better-sqlite3 couldn't be built"; exit 1`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /these tools are missing: python3, make, g\+\+/);
  assert.match(stderr, /apt-get install python3 make g\+\+/);
});

test('the error for a native module that does not load names SQLite', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'exit 0',
    yarn: `${yarnInstalled}; exit 0`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /SQLite's native module/);
});

const yarnPrintingItsArguments = `${yarnInstalled}; echo "Error: called with: $*"; exit 1`;

test('the demo installs only its own packages', t => {
  const { stderr } = bootstrap(t, {
    task: 'demo',
    npm: 'exit 0',
    yarn: yarnPrintingItsArguments,
  });
  assert.match(
    stderr,
    /called with: workspaces focus --production app backend demo/,
  );
});

test('the demo does not remove the packages of a complete installation', t => {
  const { stderr } = bootstrap(t, {
    task: 'demo',
    npm: 'exit 0',
    yarn: yarnPrintingItsArguments,
    installed: 'installed',
  });
  assert.match(stderr, /called with: install --immutable/);
});

test('the tests install all packages after the demo was installed', t => {
  const { stderr } = bootstrap(t, {
    task: 'test',
    npm: 'exit 0',
    yarn: yarnPrintingItsArguments,
    installed: 'installed-demo',
  });
  assert.match(stderr, /called with: install --immutable/);
});

test('all published packages have one version, which generated workflows use', () => {
  const versions = [...publishable('.').values()].map(each => each.version);
  assert.ok(versions.length > 10);
  assert.deepEqual([...new Set(versions)], [versions[0]]);
});
