import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { repositoryRoot } from '../packages/demo/src/settings';
import { printTable } from './support/table';

/** Bytes of JavaScript, and the same files compressed with gzip. */
type Size = { bytes: number; compressed: number };

/**
 * `npm run bench:bundle -- [BASE]`: builds the demo's frontend and measures its JavaScript: the files that `index.html` loads, and
 * all files with those that are loaded later. BASE is the folder of an installed checkout of another commit, to compare with.
 */
function main() {
  const [base] = process.argv.slice(2);
  const now = measure(repositoryRoot);
  const before = base ? measure(path.resolve(base)) : undefined;
  printTable(
    ['JavaScript of the frontend', 'base, kB', 'now, kB', 'ratio', 'gzip'],
    (['first load', 'all files'] as const).map(name => {
      const [is, was] = [now[name], before?.[name]];
      return [
        name,
        was ? kilobytes(was.bytes) : '',
        kilobytes(is.bytes),
        was ? (is.bytes / was.bytes).toFixed(2) : '',
        was
          ? (is.compressed / was.compressed).toFixed(2)
          : `${kilobytes(is.compressed)} kB`,
      ];
    }),
  );
}

function measure(root: string): Record<'first load' | 'all files', Size> {
  const app = path.join(root, 'packages/app');
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
    ],
    { cwd: app, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const dist = path.join(app, 'dist');
  const html = readFileSync(path.join(dist, 'index.html'), 'utf8');
  const first = new Set(html.match(/static\/[\w.-]+\.js(?=")/g));
  const all = readdirSync(path.join(dist, 'static'))
    .filter(name => name.endsWith('.js'))
    .map(name => `static/${name}`);
  const size = (files: Iterable<string>) => {
    const contents = [...files].map(file =>
      readFileSync(path.join(dist, file)),
    );
    const sum = (sizes: number[]) =>
      sizes.reduce((total, one) => total + one, 0);
    return {
      bytes: sum(contents.map(content => content.length)),
      compressed: sum(contents.map(content => gzipSync(content).length)),
    };
  };
  return { 'first load': size(first), 'all files': size(all) };
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}

main();
