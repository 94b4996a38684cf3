import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';

/** What the measurement calls of a build. */
export type PrivacyBuild = {
  verifyTemplate(options: { template: string }): {
    verdict: string;
    findings: unknown[];
  };
};

/** The last build in which `privacy`, `stack` and the sandbox had a reader each. */
export const earlierCommit = '22a2939';

/**
 * `packages/privacy` as it was in an earlier commit, from the history of this repository.
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
  return bundled(path.join(sources, 'packages/privacy/src/index.ts'), work);
}

/** `packages/privacy` as it is. */
export function currentBuild(work: string): Promise<PrivacyBuild> {
  return bundled(
    path.join(repositoryRoot, 'packages/privacy/src/index.ts'),
    work,
  );
}

/** `packages/template` as it is. */
export function currentReader(
  work: string,
): Promise<{ readTemplateText(text: string): unknown }> {
  return bundled(
    path.join(repositoryRoot, 'packages/template/src/index.ts'),
    work,
  );
}

/** Bundled in the same way, so that both are loaded as they would be after a release. */
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
