import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './settings';

/** Files and folders that determine the frontend's bundle. */
const sources = [
  'yarn.lock',
  'packages/app/package.json',
  'packages/app/src',
  'packages/app/public',
  'packages/environment/src',
  'packages/wire/src',
  'plugins/private-api-card/package.json',
  'plugins/private-api-card/src',
  'plugins/private-api-common/src',
];

/**
 * Builds the demo's frontend, unless the last build had the same sources.
 * @returns whether it was built
 * @throws Error with the end of the build's output if the build fails
 */
export async function buildFrontend(): Promise<boolean> {
  const app = path.join(repositoryRoot, 'packages/app');
  const stamp = path.join(
    repositoryRoot,
    'node_modules/.cache/private-serverless/frontend',
  );
  const wanted = fingerprint();
  if (
    existsSync(path.join(app, 'dist/index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  ) {
    return false;
  }
  await run(app);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const add = (file: string) => {
    hash.update(file).update(readFileSync(path.join(repositoryRoot, file)));
  };
  for (const source of sources) {
    const full = path.join(repositoryRoot, source);
    if (path.extname(source)) {
      add(source);
      continue;
    }
    for (const entry of readdirSync(full, {
      recursive: true,
      withFileTypes: true,
    })) {
      if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) {
        add(
          path.relative(
            repositoryRoot,
            path.join(entry.parentPath, entry.name),
          ),
        );
      }
    }
  }
  return hash.digest('hex');
}

function run(cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const cli = require.resolve('@backstage/cli/bin/backstage-cli');
    const child = spawn(process.execPath, [cli, 'package', 'build'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => child.kill('SIGTERM');
    process.once('SIGTERM', end);
    child.once('error', reject);
    child.once('exit', code =>
      code === 0
        ? resolve()
        : reject(new Error(`Failed to build the frontend:\n${output}`)),
    );
  });
}
