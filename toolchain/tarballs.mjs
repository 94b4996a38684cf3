// Creates the tarballs of every publishable package, as a release uploads them.
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './say.mjs';

/**
 * Builds and packs every publishable package.
 *
 * @param {{ run: Function, folder: string, from?: string, hasTypes?: boolean }} options - `run(command, args, options)` resolves
 *   with an exit code; `folder` is created and receives the tarballs; `from` is the repository or a copy of it, whose manifests
 *   are temporarily rewritten. @default the repository; `hasTypes`: whether its dist-types belong to its sources, so that `tsc`
 *   need not run. @default false
 * @returns {Promise<Map<string, { folder: string, tarball: string, version: string }>>} by package name: its source folder and the
 *   absolute path of its tarball
 * @throws Error with the command that failed
 */
export async function packAll({
  run,
  folder,
  from = repositoryRoot,
  hasTypes = false,
}) {
  const packages = publishable(folder, from);
  mkdirSync(folder, { recursive: true });
  if (!hasTypes) await must(run('tsc', [], { cwd: from }), 'tsc');
  await must(run('backstage-cli', ['repo', 'build'], { cwd: from }), 'build');
  await twoAtATime([...packages], async ([name, { folder: cwd, tarball }]) => {
    await must(
      run('yarn', ['pack', '--out', tarball], {
        cwd,
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
      `pack ${name}`,
    );
  });
  return packages;
}

/** Runs `work` for every item, two at a time, because these commands spend most of their time on starting a process. */
export async function twoAtATime(items, work) {
  const rest = [...items];
  const worker = async () => {
    while (rest.length > 0) await work(rest.shift());
  };
  await Promise.all([worker(), worker()]);
}

/** @throws Error with `what` if the exit code is not 0 */
export async function must(running, what) {
  const code = await running;
  if (code !== 0) throw new Error(`${what} failed with code ${code}`);
}

/** @returns {Map<string, { folder: string, tarball: string, version: string }>} the packages that a release uploads */
export function publishable(tarballs, from = repositoryRoot) {
  const found = new Map();
  for (const group of ['packages', 'plugins', 'templates']) {
    for (const entry of readdirSync(path.join(from, group))) {
      const folder = path.join(from, group, entry);
      const file = path.join(folder, 'package.json');
      if (!existsSync(file)) continue;
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      if (manifest.private) continue;
      const tarball = path.join(tarballs, tarballName(manifest.name));
      const { name, version } = manifest;
      found.set(name, { folder, tarball, version });
    }
  }
  return found;
}

function tarballName(name) {
  return `${name.replace(/^@/, '').replace(/\//g, '-')}.tgz`;
}
