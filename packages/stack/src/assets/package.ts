import { existsSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../errors';
import type { Template } from '../template/parse';
import type { Artifact } from './bucket';
import { bundleFunction } from './bundle';
import { readDirectory } from './directory';
import { findAssets } from './find';
import { zipFiles } from './zip';

/** What a deploy uploads, and the parameter values that point to it. */
export type PackagedAssets = {
  artifacts: Artifact[];
  parameters: Record<string, string>;
};

/**
 * Bundles and zips the template's functions, and zips its directories. Touches no network.
 *
 * @throws StackError `input` that names resource, file and line, or the missing bucket
 */
export async function packageAssets(options: {
  template: Template;
  root?: string;
  artifactBucket?: string;
}): Promise<PackagedAssets> {
  const { template, artifactBucket } = options;
  const assets = findAssets(template);
  if (assets.length && !artifactBucket) {
    throw new StackError(
      'input',
      `Template ${template.path} has resources to package (${assets
        .map(a => a.logicalId)
        .join(
          ', ',
        )}): name the artifact bucket (artifactBucket of the environment, --artifact-bucket).`,
    );
  }
  const root = options.root ?? projectRoot(template.path);
  const artifacts = new Map<string, Artifact>();
  const parameters: Record<string, string> = {};
  for (const asset of assets) {
    const { key, body } = zipFiles(
      asset.kind === 'function'
        ? { 'index.js': await bundleFunction(asset, root) }
        : await readDirectory(asset, root),
    );
    artifacts.set(key, { key, body, contentType: 'application/zip' });
    parameters[asset.bucketParameter] = artifactBucket!;
    parameters[asset.keyParameter] = key;
  }
  return { artifacts: [...artifacts.values()], parameters };
}

/** File at the root of a generated project. */
export const projectFile = 'private-serverless.json';

/**
 * The nearest folder above the template that is a generated project, else the template's own folder.
 * No other marker counts: an untrusted template below somebody else's repository must not reach into it.
 */
export function projectRoot(templatePath: string): string {
  const own = path.dirname(path.resolve(templatePath));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, projectFile))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}
