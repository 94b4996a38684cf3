import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { packagePath } from '../generators/app/package-root.ts';
import {
  answers,
  environment,
  hasCommand,
  run,
  temporaryFolder,
} from './fixtures.ts';

const dependencies = [
  '@private-serverless/environment',
  'ajv',
  'diff',
  'ejs',
  'yaml',
  'yeoman-environment',
  'yeoman-generator',
];

test(
  'the published package has JavaScript and types, loads in an empty project and generates',
  {
    skip: !hasCommand('yarn') && 'yarn is not on the PATH: nothing was packed',
  },
  async context => {
    const project = await temporaryFolder(context);
    const tarball = join(project, 'package.tgz');
    await run('yarn', ['pack', '--out', tarball], { cwd: packagePath('.') });
    context.after(() =>
      run(process.execPath, [packagePath('scripts/remove-build.mjs')]),
    );

    const { stdout } = await run('tar', ['tzf', tarball]);
    const packed = stdout.split('\n').map(path => path.replace('package/', ''));
    for (const expected of [
      'package.json',
      'README.md',
      'answers.schema.json',
      'environment/template.yaml',
      'fragments/network.yaml',
      'generators/app/index.js',
      'generators/app/index.d.ts',
      'generators/app/project.js',
      'generators/app/project.d.ts',
      'skeleton/common/_gitignore',
      'skeleton/common/_package.json',
      'skeleton/common/src/http.ts',
      'skeleton/github-actions/_github/workflows/ci.yml',
    ]) {
      assert.ok(packed.includes(expected), `${expected} in\n${stdout}`);
    }
    const sources = packed.filter(path =>
      /^generators.*(?<!\.d)\.ts$/.test(path),
    );
    assert.deepEqual(sources, []);

    // The package is the packed one. Its dependencies are those of this repository, so that the test downloads nothing.
    const installed = join(
      project,
      'node_modules/generator-private-serverless',
    );
    await mkdir(installed, { recursive: true });
    await run('tar', ['xzf', tarball, '--strip-components=1', '-C', installed]);
    for (const name of dependencies) {
      const link = join(project, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(packagePath(`../../node_modules/${name}`), link);
    }
    const manifest = JSON.parse(
      await readFile(join(installed, 'package.json'), 'utf8'),
    );
    assert.deepEqual(
      Object.keys({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
      }).sort(),
      dependencies,
    );

    await writeFile(
      join(project, 'main.cjs'),
      `import('generator-private-serverless').then(async generator => {
        const result = await generator.generateProject(${JSON.stringify({
          answers,
          environment,
          outDir: join(project, 'orders'),
        })});
        const schema = require('generator-private-serverless/answers.schema.json');
        console.log(JSON.stringify({
          files: result.files.length,
          exports: Object.keys(generator).sort(),
          title: schema.title,
        }));
      });`,
    );
    const main = await run(process.execPath, ['main.cjs'], { cwd: project });
    const { files, exports, title } = JSON.parse(main.stdout);
    assert.ok(files > 15, main.stdout);
    assert.deepEqual(exports, [
      'AnswersError',
      'RepositoryError',
      'formatResult',
      'generateProject',
      'templateVersion',
      'validateAnswers',
    ]);
    assert.match(title, /private serverless API/);
  },
);
