// Runs inside the empty project and loads every entry point of the installed package in the argument.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const name = process.argv[2];
const require = createRequire(path.resolve('load.mjs'));
const folder = path.resolve('node_modules', name);
const manifest = JSON.parse(
  readFileSync(path.join(folder, 'package.json'), 'utf8'),
);
const role = manifest.backstage?.role;

for (const entry of entries()) {
  const specifier = entry === '.' ? name : `${name}${entry.slice(1)}`;
  const exported =
    role === 'frontend-plugin'
      ? await bundledExports(specifier)
      : await loadedExports(specifier);
  assert.ok(exported.length > 0, `${specifier} exports nothing`);
  console.log(`✓ ${specifier}: ${exported.length} exports`);
}
for (const entry of Object.keys(manifest.exports ?? {}).filter(isData)) {
  const file = require.resolve(`${name}${entry.slice(1)}`);
  assert.ok(existsSync(file), `${entry} is missing`);
}
for (const listed of [manifest.types, manifest.configSchema]) {
  if (typeof listed === 'string') {
    assert.ok(existsSync(path.join(folder, listed)), `${listed} is missing`);
  }
}
if (existsSync(path.join(folder, 'src'))) {
  assert.fail('the tarball contains sources in addition to the build');
}
if (manifest.bin) {
  const file =
    typeof manifest.bin === 'string'
      ? manifest.bin
      : Object.values(manifest.bin)[0];
  const help = execFileSync(
    process.execPath,
    [path.join(folder, file), '--help'],
    { encoding: 'utf8' },
  );
  assert.match(help, /verify/);
  console.log(`✓ ${file} --help`);
}
if (name === 'generator-private-serverless') await checkGenerate();
if (name.includes('scaffolder-backend-module')) await checkVerify();

function entries() {
  if (role === 'cli') return [];
  const { exports } = manifest;
  if (!exports) return ['.'];
  return Object.keys(exports).filter(entry => !isData(entry));
}

/** Whether an entry point is a file to read. */
function isData(entry) {
  return /\.(json|ya?ml)$/.test(entry);
}

async function loadedExports(specifier) {
  const loaded =
    manifest.type === 'module' ? await import(specifier) : require(specifier);
  return Object.keys(loaded);
}

/** Bundles a frontend package: all imports must resolve. @returns the exports of the bundle */
async function bundledExports(specifier) {
  const esbuild = createRequire(
    path.join(process.env.ESBUILD_FROM, 'packages/stack/package.json'),
  )('esbuild');
  const result = await esbuild.build({
    stdin: {
      contents:
        `export * from '${specifier}'; export { default } from '${specifier}';`.replace(
          specifier.endsWith('/legacy') ? /export \{ default \}.*/ : /$^/,
          '',
        ),
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'out',
    logLevel: 'error',
    loader: {
      '.svg': 'dataurl',
      '.png': 'dataurl',
      '.gif': 'dataurl',
      '.jpg': 'dataurl',
      '.woff': 'dataurl',
      '.woff2': 'dataurl',
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    treeShaking: true,
  });
  return Object.values(result.metafile.outputs).flatMap(
    output => output.exports,
  );
}

/** Runs the generator, to check that its other files (fragments, skeleton, schema) are in the tarball. */
async function checkGenerate() {
  const { generateProject } = await import(name);
  const result = await generateProject({
    outDir: path.resolve('generated'),
    answers: {
      name: 'packed',
      description: 'Generated from the tarball',
      owner: 'group:default/platform',
      environment: 'test',
      network: 'new',
      entry: 'endpoint',
      privateDns: false,
      frontend: 'none',
      data: ['dynamodb'],
      services: [],
      authorization: 'none',
      mtls: false,
      waf: false,
      ci: 'github-actions',
    },
    environment: {
      id: 'test',
      title: 'Test',
      accountId: '111111111111',
      region: 'eu-central-1',
      partition: 'aws',
      artifactBucket: 'artifacts',
      corporateCidrs: ['10.0.0.0/8'],
      network: {
        new: {
          cidrs: ['10.64.0.0/12'],
          netmaskLength: 20,
        },
      },
    },
  });
  for (const file of ['.gitignore', 'package.json', 'catalog-info.yaml']) {
    assert.ok(
      existsSync(path.resolve('generated', file)),
      `the generated repository does not have ${file}`,
    );
  }
  console.log(`✓ generated ${result.files.length} files`);
}

/** Runs the verify action, to check that the file of the worker thread that reads templates is in the tarball. */
async function checkVerify() {
  const workspacePath = path.resolve('verified');
  mkdirSync(workspacePath, { recursive: true });
  writeFileSync(
    path.join(workspacePath, 'template.yaml'),
    'Resources: { Gateway: { Type: AWS::EC2::InternetGateway } }',
  );
  const { createVerifyAction } = require(name);
  const lines = [];
  await assert.rejects(
    createVerifyAction().handler({
      workspacePath,
      input: { path: 'template.yaml' },
      logger: { info: line => lines.push(line) },
      output: () => {},
    }),
    /Not private: PS01 violated at Gateway \(line 1\)/,
  );
  assert.match(lines[0], /^Not private\./);
  console.log('✓ verified a template in a worker thread');
}
