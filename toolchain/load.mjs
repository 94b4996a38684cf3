// Runs inside the empty project and loads every entry point of the installed package in the argument.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
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
if (name.endsWith('private-api-backend')) await checkProbe();

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
  assert.match(lines[0], /^Not private: /);
  console.log('✓ verified a template in a worker thread');
}

/** Probes a local server with the thread of the health service, to check that its worker is in the tarball and starts. */
async function checkProbe() {
  const host = 'packed.acme.internal';
  const { cert, key } = await selfSigned(host);
  const trustBundle = path.resolve('packed.pem');
  writeFileSync(trustBundle, cert);
  const paths = [];
  const server = createServer({ cert, key }, (request, response) => {
    paths.push(request.url);
    response.end('{"status":"ok"}');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const built = file => require(path.join(folder, 'dist', `${file}.cjs.js`));
  const { readProbingConfig } = built('config/readProbingConfig');
  const { ProbeThread } = built('probing/ProbeThread');
  const { ConfigReader } = createRequire(path.join(folder, 'package.json'))(
    '@backstage/config',
  );
  const { port } = server.address();
  const connectTo = { address: '127.0.0.1', port };
  const privateApi = {
    allowedHostSuffixes: ['.acme.internal'],
    vantages: [{ id: 'packed', trustBundle, connectTo }],
  };
  const lines = [];
  const log = line => lines.push(line);
  const thread = new ProbeThread({
    config: readProbingConfig(new ConfigReader({ privateApi }), []),
    logger: { warn: log, error: log },
  });
  // The thread does not keep a process alive.
  const alive = setInterval(() => {}, 1_000);
  try {
    const result = await thread.probe({
      vantageId: 'packed',
      targetId: 'packed',
      url: `https://${host}/health`,
      ownedHosts: [],
      vpc: { unknown: 'not read' },
      intervalMs: 60_000,
    });
    assert.equal(result.healthy, true, JSON.stringify(result));
    assert.deepEqual(paths, ['/health']);
    assert.deepEqual(lines, []);
  } finally {
    clearInterval(alive);
    await thread.close();
    server.close();
  }
  console.log('✓ probed a local server in a worker thread');
}

/** A certificate of a host that is its own authority. */
async function selfSigned(host) {
  const x509 = createRequire(
    path.join(process.env.ESBUILD_FROM, 'packages/probe/package.json'),
  )('@peculiar/x509');
  const { subtle } = globalThis.crypto;
  x509.cryptoProvider.set(globalThis.crypto);
  const signingAlgorithm = {
    name: 'ECDSA',
    namedCurve: 'P-256',
    hash: 'SHA-256',
  };
  const keys = await subtle.generateKey(signingAlgorithm, true, [
    'sign',
    'verify',
  ]);
  const dayMs = 24 * 60 * 60 * 1_000;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${host}`,
    notBefore: new Date(Date.now() - dayMs),
    // Longer than the time before its end at which a service is degraded.
    notAfter: new Date(Date.now() + 90 * dayMs),
    signingAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 2, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
    ],
  });
  const key = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey));
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.toString(
      'base64',
    )}\n-----END PRIVATE KEY-----\n`,
  };
}
