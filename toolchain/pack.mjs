// Packs every publishable package, installs the tarballs into an empty project and loads each entry point there:
// what is missing in `files`, `exports` or `dependencies` shows here and nowhere else.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './say.mjs';
import { must, packAll, twoAtATime } from './tarballs.mjs';

/**
 * @param {{ run: Function, scratch: string, env: NodeJS.ProcessEnv }} tools
 * @returns {Promise<{ passed: number, failed: number }>} one count an entry point
 */
export async function packAndLoad({ run, scratch, env }) {
  const project = path.join(scratch, 'empty-project');
  mkdirSync(project);
  const packages = await packAll({
    run,
    folder: path.join(scratch, 'tarballs'),
  });
  writeProject(project, packages);
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
  await twoAtATime([...packages.keys()], async name => {
    const code = await run(process.execPath, ['load.mjs', name], {
      cwd: project,
      env: { ...env, ESBUILD_FROM: repositoryRoot },
    });
    if (code === 0) passed += 1;
    else failed += 1;
  });
  return { passed, failed };
}

function writeProject(project, packages) {
  const files = Object.fromEntries(
    [...packages].map(([name, { tarball }]) => [name, `file:${tarball}`]),
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
