import assert from 'node:assert/strict';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import {
  AnswersError,
  generateProject,
  templateVersion,
} from '../generators/app/project.ts';
import { packagePath } from '../generators/app/package-root.ts';
import {
  answers,
  environment,
  richEnvironment,
  run,
  temporaryFolder,
} from './fixtures.ts';

const withTable = { ...answers, data: ['dynamodb'] };

test('a repository has the files and values that other parts of the product read', async context => {
  const outDir = join(await temporaryFolder(context), 'new', 'orders');
  const lines: string[] = [];
  const result = await generateProject({
    answers: { ...withTable, system: 'shop' },
    environment,
    outDir,
    log: line => lines.push(line),
  });
  assert.equal(result.stackName, 'orders-dev');
  assert.equal(result.templateVersion, templateVersion);
  assert.deepEqual(result.written, [
    '.github/workflows/ci.yml',
    '.gitignore',
    '.private-serverless/.gitattributes',
    '.private-serverless/.gitignore',
    'README.md',
    'catalog-info.yaml',
    'docs/index.md',
    'infrastructure/parameters.dev.json',
    'infrastructure/template.yaml',
    'mkdocs.yml',
    'package.json',
    'private-serverless.json',
    'scripts/deployment-id.ts',
    'scripts/smoke.sh',
    'src/api.ts',
    'src/health.ts',
    'src/http.ts',
    'src/items.ts',
    'src/router.ts',
    'src/store.ts',
    'test/api.test.ts',
    'test/dynalite.d.ts',
    'test/dynamodb.ts',
    'test/event.ts',
    'test/health.test.ts',
    'test/router.test.ts',
    'test/store.test.ts',
    'test/template.test.ts',
    'tsconfig.json',
  ]);
  assert.ok(
    lines.some(line => line.includes('orders')),
    lines.join('\n'),
  );

  const project = JSON.parse(
    await readFile(join(outDir, 'private-serverless.json'), 'utf8'),
  );
  assert.equal(project.generator, 'generator-private-serverless');
  assert.equal(project.templateVersion, templateVersion);
  assert.equal(project.stackName, 'orders-dev');
  assert.equal(project.answers.entry, 'endpoint');
  assert.deepEqual(project.privacy, { production: false, customerKey: false });
  for (const path of [project.template, project.parameters]) {
    assert.ok(result.files.includes(path), path);
  }

  const workflow = await readFile(
    join(outDir, '.github/workflows/ci.yml'),
    'utf8',
  );
  assert.match(workflow, / private-serverless verify \. --check-proof$/m);
  assert.ok(parse(workflow).jobs.check);
  const readme = await readFile(join(outDir, 'README.md'), 'utf8');
  assert.match(readme, /^`privacy-proof\.md` shows[^]*Commit them: CI makes/m);
  assert.match(readme, / private-serverless verify \. --write-proof$/m);

  const entity = parse(
    await readFile(join(outDir, 'catalog-info.yaml'), 'utf8'),
  );
  assert.equal(entity.kind, 'Component');
  assert.equal(entity.metadata.name, 'orders');
  assert.equal(entity.spec.type, 'service');
  assert.equal(entity.spec.owner, 'group:default/team-a');
  assert.equal(entity.spec.system, 'shop');
  assert.deepEqual(entity.metadata.annotations, {
    'backstage.io/techdocs-ref': 'dir:.',
    'private-serverless.dev/environment': 'dev',
    'private-serverless.dev/entry': 'endpoint',
    'private-serverless.dev/template-version': templateVersion,
    'private-serverless.dev/health-path': '/health',
  });

  const text = await readFile(
    join(outDir, 'infrastructure/template.yaml'),
    'utf8',
  );
  const { Resources } = parse(text, { logLevel: 'error' });
  const { entry } = Resources.ApiFunction.Metadata.privateServerlessAsset;
  const source = join('infrastructure', entry).replaceAll('\\', '/');
  assert.ok(result.files.includes(source), source);
});

test('a repository records what its environment requires of the proof', async context => {
  const outDir = await temporaryFolder(context);
  const privacy = {
    severity: { PS53: 'M' as const },
    exceptions: ['PS40'],
    newRules: { block: { from: '2027-01-31' } },
    maxFactsAge: '12h',
  };
  await generateProject({
    answers: { ...answers, environment: 'prod' },
    environment: { ...richEnvironment, production: true, privacy },
    outDir,
  });
  const { privacy: recorded } = JSON.parse(
    await readFile(join(outDir, 'private-serverless.json'), 'utf8'),
  );
  assert.deepEqual(recorded, {
    production: true,
    customerKey: true,
    severity: { PS53: 'M' },
    exceptions: ['PS40'],
    newRules: { block: { from: '2027-01-31' } },
  });
});

test('ci none generates no workflow', async context => {
  const outDir = await temporaryFolder(context);
  const { files } = await generateProject({
    answers: { ...answers, ci: 'none' },
    environment,
    outDir,
  });
  assert.deepEqual(
    files.filter(file => file.startsWith('.github')),
    [],
  );
});

test('the same answers generate the same bytes', async context => {
  const [first, second] = await Promise.all(
    ['a', 'b'].map(async name => {
      const outDir = join(await temporaryFolder(context), name);
      const { files } = await generateProject({
        answers: withTable,
        environment,
        outDir,
      });
      return Promise.all(
        files.map(file => readFile(join(outDir, file), 'utf8')),
      );
    }),
  );
  assert.deepEqual(first, second);
});

test('rejected answers write no file', async context => {
  const outDir = join(await temporaryFolder(context), 'orders');
  await assert.rejects(
    generateProject({
      answers: { ...answers, color: 'red', name: 'Not A Label' },
      environment,
      outDir,
    }),
    (error: AnswersError) =>
      error instanceof AnswersError &&
      /^color: not a valid answer/m.test(error.message) &&
      /^name: /m.test(error.message),
  );
  await assert.rejects(readdir(outDir), { code: 'ENOENT' });
});

for (const [title, obstruct, message] of [
  [
    'a folder at the path of a file',
    (outDir: string) => mkdir(join(outDir, 'tsconfig.json')),
    /tsconfig\.json is not a regular file/,
  ],
  [
    'a file at the path of a folder',
    (outDir: string) => writeFile(join(outDir, 'src'), 'mine'),
    /src is not a folder/,
  ],
  [
    'a link that leads out of the repository',
    (outDir: string) => symlink(tmpdir(), join(outDir, 'test')),
    /test is not a folder/,
  ],
] as const) {
  test(`${title} stops the run before a file is written`, async context => {
    const outDir = await temporaryFolder(context);
    await obstruct(outDir);
    const before = await readdir(outDir);
    await assert.rejects(
      generateProject({ answers, environment, outDir }),
      message,
    );
    assert.deepEqual(await readdir(outDir), before);
  });
}

test(
  'a folder that is not writable stays unchanged',
  { skip: process.getuid?.() === 0 && 'root may write everywhere' },
  async context => {
    const outDir = await temporaryFolder(context);
    await chmod(outDir, 0o500);
    context.after(() => chmod(outDir, 0o700));
    await assert.rejects(generateProject({ answers, environment, outDir }), {
      code: 'EACCES',
    });
    assert.deepEqual(await readdir(outDir), []);
  },
);

test('the temporary folder is empty after a run, also after a failure', async context => {
  const outDir = await temporaryFolder(context);
  // Its own, because other tests that run at the same time also create temporary folders.
  const own = await temporaryFolder(context);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = own;
  context.after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  await generateProject({ answers, environment, outDir });
  await assert.rejects(
    generateProject({ answers: {}, environment, outDir }),
    AnswersError,
  );
  await mkdir(join(outDir, 'LICENSE'));
  assert.deepEqual(await readdir(own), []);
});

test('a run over an edited file ends without reading an open standard input', async context => {
  const outDir = await temporaryFolder(context);
  await generateProject({ answers, environment, outDir });
  await writeFile(join(outDir, 'package.json'), '{"conflict":true}');
  const index = pathToFileURL(packagePath('generators/app/project.ts')).href;
  const script = `
    import { generateProject } from ${JSON.stringify(index)};
    const { conflicts } = await generateProject(${JSON.stringify({
      answers,
      environment,
      outDir,
    })});
    process.stdout.write(process.stdin.bytesRead + ' ' + conflicts[0].path);
    process.stdin.unref?.();
  `;
  // The child's standard input is a pipe that stays open and empty: a process that reads it would wait forever.
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { timeout: 60_000 },
  );
  assert.equal(stdout, '0 package.json');
  assert.equal(
    await readFile(join(outDir, 'package.json'), 'utf8'),
    '{"conflict":true}',
  );
});
