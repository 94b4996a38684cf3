// Packs every publishable package, installs the tarballs into an empty project and loads each entry point there. Only
// this detects missing items in `files`, `exports` and `dependencies`. Then it runs the command line as the workflow of
// a generated repository does.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { copyInstalled } from './copy.mjs';
import { repositoryRoot } from './say.mjs';
import { must, packAll, twoAtATime } from './tarballs.mjs';

/**
 * @param {{ run: Function, scratch: string, env: NodeJS.ProcessEnv, hasTypes: boolean }} tools - `hasTypes`: whether dist-types
 *   belongs to the sources
 * @returns {Promise<{ passed: number, failed: number }>} one count per entry point
 */
export async function packAndLoad({ run, scratch, env, hasTypes }) {
  const project = path.join(scratch, 'empty-project');
  mkdirSync(project);
  // Packing temporarily rewrites the manifests, and other steps run at the same time.
  const copy = path.join(scratch, 'copy');
  copyInstalled(copy);
  const folder = path.join(scratch, 'tarballs');
  const packages = await packAll({ run, folder, from: copy, hasTypes });
  writeProject(project, packages);
  // The lock file and the cache of the repository's own install have everything. Only if the cache was deleted is the registry
  // needed, which may be unreachable for a moment.
  await must(
    install({ run, project, env, network: false }).then(code =>
      code === 0 ? code : install({ run, project, env, network: true }),
    ),
    'install of the tarballs',
  );
  copyFileSync(
    path.join(repositoryRoot, 'toolchain/load.mjs'),
    path.join(project, 'load.mjs'),
  );
  let passed = 0;
  let failed = 0;
  await twoAtATime([...packages.keys()], async name => {
    const code = await run(process.execPath, ['load.mjs', name], {
      cwd: project,
      env: { ...env, ESBUILD_FROM: repositoryRoot },
    });
    if (code === 0) passed += 1;
    else failed += 1;
  });
  const repository = path.join(project, 'generated');
  const npmEnv = { ...env, ...npmCacheIn(scratch) };
  for (const command of documentedCommands(repository)) {
    const code = await run(
      'npx',
      ['--yes', '--prefer-offline', ...tarballsOf(packages), ...command],
      { cwd: repository, env: npmEnv },
    );
    console.log(`${code === 0 ? '✓' : '✕'} npx … ${command.join(' ')}`);
    if (code === 0) passed += 1;
    else failed += 1;
  }
  return { passed, failed };
}

/** @returns {Promise<number>} the exit code of Yarn, whose messages are printed */
function install({ run, project, env, network }) {
  return run('yarn', ['install'], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...env,
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      YARN_ENABLE_NETWORK: network ? '1' : '0',
      YARN_ENABLE_PROGRESS_BARS: '0',
    },
  });
}

/**
 * Command-line calls in the README and the workflow of a generated repository that do not need an AWS account. The README writes the
 * proof that the workflow checks.
 */
function documentedCommands(repository) {
  const calls =
    /npx (?:--yes )?--package @private-serverless\/cli(?:@\S+)? (private-serverless verify .*)/g;
  const found = ['README.md', '.github/workflows/ci.yml'].map(file => {
    const text = readFileSync(path.join(repository, file), 'utf8');
    const [call] = text.matchAll(calls);
    if (!call) throw new Error(`${file} does not call the command line`);
    return call[1].trim();
  });
  return [...new Set(found)].map(call => call.split(' '));
}

/** Options of npx for packages that are not in the registry: the command line and its dependencies. */
function tarballsOf(packages) {
  return [...packages]
    .filter(([name]) => !/backstage-plugin|sandbox/.test(name))
    .flatMap(([, { tarball }]) => ['--package', tarball]);
}

/** Creates a separate npm cache for the packages of npx. Downloads are shared with the user's npm cache. */
function npmCacheIn(scratch) {
  const folder = path.join(scratch, 'npm-cache');
  mkdirSync(folder);
  const { stdout } = spawnSync('npm', ['config', 'get', 'cache'], {
    cwd: scratch,
    encoding: 'utf8',
  });
  const downloads = path.join(stdout.trim(), '_cacache');
  if (existsSync(downloads)) {
    symlinkSync(downloads, path.join(folder, '_cacache'));
  }
  return { npm_config_cache: folder };
}

function writeProject(project, packages) {
  const files = Object.fromEntries(
    [...packages].map(([name, { tarball }]) => [name, `file:${tarball}`]),
  );
  const root = manifestOf('.');
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({
      name: 'empty-project',
      private: true,
      packageManager: root.packageManager,
      dependencies: {
        ...files,
        '@backstage/ui':
          manifestOf('packages/app').dependencies['@backstage/ui'],
        react: '^18.0.2',
        'react-dom': '^18.0.2',
        'react-router-dom': '^6.30.2',
      },
      resolutions: { ...root.resolutions, ...files },
    }),
  );
  writeFileSync(
    path.join(project, '.yarnrc.yml'),
    'nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\n',
  );
  // The versions of this repository, so that a new release of a dependency cannot break this test.
  copyFileSync(
    path.join(repositoryRoot, 'yarn.lock'),
    path.join(project, 'yarn.lock'),
  );
}

function manifestOf(folder) {
  const file = path.join(repositoryRoot, folder, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8'));
}
