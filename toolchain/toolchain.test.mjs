// What the bootstrap says where this machine lacks something. The npm on PATH is replaced by one that fails in a known way.
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

/** A copy of the bootstrap alone, with nothing installed, run with an `npm` and a `yarn` of our own. */
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

const yarnIsThere = '[ "$1" = --version ] && echo 4.13.0 && exit 0';

test('an unknown task is refused, and the known ones are named', t => {
  const { status, stderr } = bootstrap(t, { task: 'fly' });
  assert.equal(status, 2);
  assert.match(stderr, /'fly' is no task.*\n.*demo, smoke/);
});

test('no network while Yarn is to be brought', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'echo "npm error code EAI_AGAIN" >&2; exit 1',
  });
  assert.equal(status, 2);
  assert.match(stderr, /npm registry cannot be reached/);
  assert.match(stderr, /npm config set registry/);
});

test('npm fails in another way: its reason is shown', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'echo "npm error no space left" >&2; exit 1',
  });
  assert.equal(status, 2);
  assert.match(stderr, /could not install Node 22 and Yarn.*no space left/);
});

test('no npm at all', t => {
  const { status, stderr } = bootstrap(t, {});
  assert.equal(status, 2);
  assert.match(stderr, /could not install Node 22 and Yarn.*npm/);
});

test('no network while the packages are installed', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'echo "npm error code ENOTFOUND" >&2; exit 1',
    yarn: `${yarnIsThere}; [ "$YARN_ENABLE_NETWORK" = 0 ] && echo "YN0080: network disabled"; exit 1`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /not all packages are on this machine yet/);
});

test('a lock file that does not fit', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'exit 0',
    yarn: `${yarnIsThere}; echo "YN0028: The lockfile would have been modified"; exit 1`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /yarn\.lock does not fit the manifests/);
});

test('a missing compiler: which parts, and how to get them', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'exit 0',
    yarn: `${yarnIsThere}; echo "YN0009: better-sqlite3 couldn't be built"; exit 1`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /these are missing: python3, make, g\+\+/);
  assert.match(stderr, /apt-get install python3 make g\+\+/);
});

test('packages installed, but the native module does not load', t => {
  const { status, stderr } = bootstrap(t, {
    npm: 'exit 0',
    yarn: `${yarnIsThere}; exit 0`,
  });
  assert.equal(status, 2);
  assert.match(stderr, /SQLite's native module/);
});

const yarnSaysItsArguments = `${yarnIsThere}; echo "Error: asked for: $*"; exit 1`;

test('the demo installs only what it runs', t => {
  const { stderr } = bootstrap(t, {
    task: 'demo',
    npm: 'exit 0',
    yarn: yarnSaysItsArguments,
  });
  assert.match(
    stderr,
    /asked for: workspaces focus --production app backend demo/,
  );
});

test('the demo does not remove the packages of a complete installation', t => {
  const { stderr } = bootstrap(t, {
    task: 'demo',
    npm: 'exit 0',
    yarn: yarnSaysItsArguments,
    installed: 'installed',
  });
  assert.match(stderr, /asked for: install --immutable/);
});

test('the tests install everything where only the demo was installed', t => {
  const { stderr } = bootstrap(t, {
    task: 'test',
    npm: 'exit 0',
    yarn: yarnSaysItsArguments,
    installed: 'installed-demo',
  });
  assert.match(stderr, /asked for: install --immutable/);
});

test('all published packages have one version, which generated workflows call', () => {
  const versions = [...publishable('.').values()].map(each => each.version);
  assert.ok(versions.length > 10);
  assert.deepEqual([...new Set(versions)], [versions[0]]);
});
