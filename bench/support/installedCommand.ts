import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';
import { copyInstalled } from '../../toolchain/copy.mjs';

const cli = '@private-serverless/cli';

type Manifest = {
  name: string;
  bin?: string | Record<string, string>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
};

/**
 * Packs the command line with its workspaces and installs the tarballs with npm, as a user gets it.
 *
 * @param work - new folder for a copy of the repository and the installation
 * @returns the path of the script to run with Node
 */
export function installedCommand(work: string): string {
  const sources = path.join(work, 'sources');
  copyInstalled(sources);
  return install(sources, work);
}

/**
 * The same for another commit. Clones the repository and installs its packages, which takes some minutes.
 *
 * @param commit - a commit in the history of this clone
 */
export function installedCommandOf(commit: string, work: string): string {
  const sources = path.join(work, 'sources');
  const git = (...args: string[]) =>
    execFileSync('git', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  git('clone', '--quiet', repositoryRoot, sources);
  git('-C', sources, 'checkout', '--quiet', commit);
  execFileSync(process.execPath, ['toolchain/run.mjs', 'install'], {
    cwd: sources,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return install(sources, work);
}

function install(sources: string, work: string): string {
  const tarballs = path.join(work, 'tarballs');
  const project = path.join(work, 'project');
  for (const folder of [tarballs, project]) mkdirSync(folder);
  const env = {
    ...process.env,
    PATH: [path.join(sources, 'node_modules/.bin'), process.env.PATH].join(
      path.delimiter,
    ),
  };
  const run = (command: string, args: string[], cwd: string) =>
    execFileSync(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  run('tsc', [], sources);
  const packed = workspacesOf(sources).map(({ folder, manifest }) => {
    if (manifest.scripts?.build) {
      run('backstage-cli', ['package', 'build'], folder);
    }
    const tarball = path.join(
      tarballs,
      `${manifest.name.replace(/\W+/g, '-')}.tgz`,
    );
    run('yarn', ['pack', '--out', tarball], folder);
    return tarball;
  });
  writeFileSync(path.join(project, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', ...packed], project);
  const installed = path.join(project, 'node_modules', cli);
  const { bin } = readManifest(installed);
  const script = typeof bin === 'string' ? bin : Object.values(bin ?? {})[0];
  return path.join(installed, script);
}

/** The command line and the workspaces on which it depends, dependencies first. */
function workspacesOf(sources: string) {
  const all = new Map(
    ['packages', 'templates']
      .flatMap(group =>
        readdirSync(path.join(sources, group)).map(name =>
          path.join(sources, group, name),
        ),
      )
      .filter(folder => existsSync(path.join(folder, 'package.json')))
      .map(folder => ({ folder, manifest: readManifest(folder) }))
      .map(one => [one.manifest.name, one]),
  );
  const ordered = new Set<{ folder: string; manifest: Manifest }>();
  const add = (name: string) => {
    const one = all.get(name);
    if (!one || ordered.has(one)) return;
    Object.keys(one.manifest.dependencies ?? {}).forEach(add);
    ordered.add(one);
  };
  add(cli);
  return [...ordered];
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}
