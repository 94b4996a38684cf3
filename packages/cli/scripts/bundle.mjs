// Bundles the command line into `dist` before it is packed: one file for the definitions of the commands, and one for the
// code of each command. Reading some hundred small files takes longer than most commands take to run.
import { build } from 'esbuild';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { dependencies } = readJson(path.join(root, 'package.json'));

/** Packages that stay outside: the declared dependencies that are large, native or loaded on demand. */
const external = [
  ...Object.keys(dependencies).filter(
    name => !/^(@private-serverless\/|commander$)/.test(name),
  ),
  '@private-serverless/sandbox',
];

const commands = readdirSync(path.join(root, 'src/run'))
  .filter(file => /^\w+\.ts$/.test(file) && file !== 'index.ts')
  .map(file => path.basename(file, '.ts'));

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    index: 'src/index.ts',
    ...Object.fromEntries(
      commands.map(name => [`run/${name}`, `src/run/${name}.ts`]),
    ),
    'run/ajv': 'ajv',
  },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  external,
  logLevel: 'warning',
  plugins: [
    {
      // Commander starts no other programs here, and reading the module takes a tenth of the time of `--help`.
      name: "Commander's child processes are loaded on demand",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
          importer.includes('/node_modules/commander/')
            ? { path: 'child_process', namespace: 'on-demand' }
            : undefined,
        );
        onLoad({ filter: /.*/, namespace: 'on-demand' }, () => ({
          contents:
            "exports.spawn = (...args) => require('node:child_process').spawn(...args);",
        }));
      },
    },
    {
      // Only configurations are validated with it, and it is a fifth of the code of some commands.
      name: 'Ajv stays in a file of its own',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^ajv$/ }, ({ kind }) =>
          kind === 'entry-point'
            ? undefined
            : { path: 'ajv', namespace: 'own-file' },
        );
        onResolve({ filter: /^\.\/ajv\.cjs$/ }, ({ path: name }) => ({
          path: name,
          external: true,
        }));
        onLoad({ filter: /.*/, namespace: 'own-file' }, () => ({
          contents:
            "Object.defineProperty(exports, 'Ajv', { enumerable: true, get: () => require('./ajv.cjs').Ajv });",
        }));
      },
    },
    {
      name: 'commands stay in files of their own',
      setup({ onResolve }) {
        onResolve({ filter: /^\.\/\w+$/ }, ({ path: name, kind, importer }) =>
          kind === 'require-call' && importer.endsWith('src/run/index.ts')
            ? { path: `./run/${path.basename(name)}.cjs`, external: true }
            : undefined,
        );
      },
    },
  ],
});
for (const file of Object.keys(metafile.outputs)) {
  const other = /[^\0-\x7f]/.exec(readFileSync(path.join(root, file), 'utf8'));
  // Node reads a file in four times the time if it has one. esbuild escapes them, but not in regular expressions.
  if (other) {
    throw new Error(`${file} has ${other[0]}. Write it as an escape.`);
  }
}
writeFileSync(path.join(dist, 'THIRD-PARTY.txt'), licenses(metafile));

/** The licenses of the bundled packages of others, which must accompany their code. */
function licenses({ inputs }) {
  const folders = new Set();
  for (const input of Object.keys(inputs)) {
    const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder) folders.add(path.resolve(root, folder));
  }
  return [...folders]
    .sort()
    .map(folder => {
      const { name, version, license } = readJson(
        path.join(folder, 'package.json'),
      );
      const file = licenseFile(folder, license);
      if (!file) throw new Error(`${name} has no license file`);
      const text = readFileSync(file, 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** Some releases of the AWS SDK lack the file. The text of the Apache License is the same for all. */
function licenseFile(folder, license) {
  const file = readdirSync(folder).find(one => /^licen[cs]e/i.test(one));
  if (file) return path.join(folder, file);
  return license === 'Apache-2.0'
    ? path.resolve(root, '../../LICENSE')
    : undefined;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
