import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import type { Template } from '../template/parse';
import { projectRoot } from '../template/project';
import type { Artifact } from './bucket';
import { bundleFunction } from './bundle';
import { readDirectory } from './directory';
import { findAssets } from './find';
import { zipFiles } from './zip';

/** The files that a deploy uploads, and the parameter values that refer to them. */
export type PackagedAssets = {
  artifacts: Artifact[];
  parameters: Record<string, string>;
};

/**
 * Bundles and zips the functions of a template, and zips its directories. Makes no API call.
 *
 * @param options.root - folder that must contain every asset. @defaultValue the result of {@link projectRoot}
 * @throws StackError `input` that names the resource, file and line, or the missing bucket
 */
export async function packageAssets(
  session: Pick<StackSession, 'option'>,
  options: { template: Template; root?: string; artifactBucket?: string },
): Promise<PackagedAssets> {
  const { template, artifactBucket } = options;
  const assets = findAssets(template);
  if (assets.length && !artifactBucket) {
    const names = assets.map(({ logicalId }) => logicalId).join(', ');
    throw new StackError(
      'input',
      `Template ${
        template.path
      } has resources to package (${names}), but no artifact bucket is set. Set ${session.option(
        'artifactBucket',
      )}.`,
      { option: 'artifactBucket' },
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
