import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';

/** Functions of a build that the measurement calls. */
export type PrivacyBuild = {
  verifyTemplate(options: { template: string }): {
    verdict: string;
    findings: unknown[];
  };
};

/** The current build can also verify a template that has been read. */
export type CurrentBuild = PrivacyBuild & {
  verifyDocument(document: unknown, options: object): unknown;
};

/** Name of a global function that the earlier build calls with the function that reads. */
export const timeRead = 'benchTimeRead';

/** The last commit in which `privacy`, `stack` and the sandbox each had their own reader. */
export const earlierCommit = '22a2939';

/**
 * Builds `packages/privacy` of an earlier commit, from the history of this repository.
 *
 * @param work - folder for the sources and the bundle
 * @throws Error if the clone does not have the commit (a shallow one)
 */
export async function earlierBuild(work: string): Promise<PrivacyBuild> {
  const sources = path.join(work, 'earlier');
  mkdirSync(sources);
  const archive = execFileSync(
    'git',
    ['archive', '--format=tar', earlierCommit, 'packages/privacy'],
    { cwd: repositoryRoot, maxBuffer: 64 * 1024 * 1024 },
  );
  execFileSync('tar', ['-x', '-C', sources], { input: archive });
  measureReading(
    path.join(sources, 'packages/privacy/src/template/template.ts'),
  );
  return bundled(path.join(sources, 'packages/privacy/src/index.ts'), work);
}

/** The earlier build reads and judges in one function. */
function measureReading(file: string): void {
  const source = readFileSync(file, 'utf8');
  const call = 'const root = parseTemplate(text);';
  if (!source.includes(call)) throw new Error(`${file} has no '${call}'`);
  writeFileSync(
    file,
    source.replace(
      call,
      `const root = (globalThis as any).${timeRead}(() => parseTemplate(text));`,
    ),
  );
}

/** Builds the current `packages/privacy`. */
export function currentBuild(work: string): Promise<CurrentBuild> {
  // Not the index, which has no function for a template that has been read.
  return bundled(
    path.join(repositoryRoot, 'packages/privacy/src/verify.ts'),
    work,
  );
}

/** Builds the current `packages/template`. */
export function currentReader(
  work: string,
): Promise<{ readTemplateText(text: string): unknown }> {
  return bundled(
    path.join(repositoryRoot, 'packages/template/src/index.ts'),
    work,
  );
}

/** Bundles both builds in the same way, so that they are loaded as in a release. */
async function bundled<T>(entry: string, work: string): Promise<T> {
  const outfile = path.join(work, `${Buffer.from(entry).toString('hex')}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    nodePaths: [path.join(repositoryRoot, 'node_modules')],
  });
  return createRequire(__filename)(outfile);
}
