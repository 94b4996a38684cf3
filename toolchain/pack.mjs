// Packs every publishable package, installs the tarballs into an empty project and loads each entry point there:
// what is missing in `files`, `exports` or `dependencies` shows here and nowhere else.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './say.mjs';

/**
 * @param {{ run: Function, scratch: string, env: NodeJS.ProcessEnv }} tools
 * @returns {Promise<{ passed: number, failed: number }>} one count an entry point
 */
export async function packAndLoad({ run, scratch, env }) {
  const packages = publishable();
  const tarballs = path.join(scratch, 'tarballs');
  const project = path.join(scratch, 'empty-project');
  mkdirSync(tarballs);
  mkdirSync(project);
  await must(run('tsc', []), 'tsc');
  await must(run('backstage-cli', ['repo', 'build']), 'build');
  await twoAtATime(packages, async ({ name, folder }) => {
    const out = path.join(tarballs, tarballName(name));
    await must(
      run('yarn', ['pack', '--out', out], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
      `pack ${name}`,
    );
  });
  writeProject(project, tarballs, packages);
  await must(
    run('yarn', ['install'], {
      cwd: project,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...env,
        YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
        YARN_ENABLE_PROGRESS_BARS: '0',
      },
    }),
    'install of the tarballs',
  );
  copyFileSync(
    path.join(repositoryRoot, 'toolchain/load.mjs'),
    path.join(project, 'load.mjs'),
  );
  let passed = 0;
  let failed = 0;
  await twoAtATime(packages, async ({ name }) => {
    const code = await run(process.execPath, ['load.mjs', name], {
      cwd: project,
      env: { ...env, ESBUILD_FROM: repositoryRoot },
    });
    if (code === 0) passed += 1;
    else failed += 1;
  });
  return { passed, failed };
}

/** Most of these commands' time is the start of a process. */
async function twoAtATime(items, work) {
  const rest = [...items];
  const worker = async () => {
    for (let item; (item = rest.shift()); ) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

async function must(running, what) {
  const code = await running;
  if (code !== 0) throw new Error(`${what} failed with code ${code}`);
}

function publishable() {
  const found = [];
  for (const group of ['packages', 'plugins', 'templates']) {
    for (const entry of readdirSync(path.join(repositoryRoot, group))) {
      const folder = path.join(repositoryRoot, group, entry);
      const file = path.join(folder, 'package.json');
      if (!existsSync(file)) continue;
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      if (!manifest.private) found.push({ name: manifest.name, folder });
    }
  }
  return found;
}

function tarballName(name) {
  return `${name.replace(/^@/, '').replace(/\//g, '-')}.tgz`;
}

function writeProject(project, tarballs, packages) {
  const files = Object.fromEntries(
    packages.map(({ name }) => [
      name,
      `file:${path.join(tarballs, tarballName(name))}`,
    ]),
  );
  const root = JSON.parse(
    readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'),
  );
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({
      name: 'empty-project',
      private: true,
      packageManager: root.packageManager,
      dependencies: {
        ...files,
        react: '^18.0.2',
        'react-dom': '^18.0.2',
        'react-router-dom': '^6.30.2',
        'yeoman-environment': '^7.1.0',
      },
      resolutions: { ...root.resolutions, ...files },
    }),
  );
  writeFileSync(
    path.join(project, '.yarnrc.yml'),
    'nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\n',
  );
  // The same versions as here, so that a new release of somebody else's cannot break this test.
  copyFileSync(
    path.join(repositoryRoot, 'yarn.lock'),
    path.join(project, 'yarn.lock'),
  );
}
