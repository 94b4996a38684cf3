import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** The generators of templates, pinned. */
const packages = {
  'aws-cdk-lib': '2.276.0',
  constructs: '10.8.1',
  osls: '4.3.1',
};

const cache = path.resolve(
  __dirname,
  '../../../../../node_modules/.cache/private-serverless',
);

/**
 * Installs the generators into the cache of the repository. They are too large (280 MB) to be dependencies.
 *
 * @returns the folder with their `node_modules`, or why they cannot be installed, such as without the registry
 */
export function installGenerators(): { folder: string } | { why: string } {
  const versions = Object.values(packages).join('-');
  const folder = path.join(cache, `generators-${versions}`);
  if (existsSync(folder)) return { folder };
  const unfinished = `${folder}.${process.pid}`;
  try {
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(
      path.join(unfinished, 'package.json'),
      JSON.stringify({ private: true, dependencies: packages }),
    );
    execFileSync(
      'npm',
      'install --no-audit --no-fund --ignore-scripts --prefer-offline --no-package-lock'.split(
        ' ',
      ),
      { cwd: unfinished, timeout: 120_000, stdio: 'pipe', encoding: 'utf8' },
    );
    renameSync(unfinished, folder);
    return { folder };
  } catch (error) {
    if (existsSync(folder)) return { folder };
    return {
      why: `npm cannot install ${Object.keys(packages).join(', ')}: ${
        (error as Error).message
      }`,
    };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
