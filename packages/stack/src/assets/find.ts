import path from 'node:path';
import { StackError } from '../session/StackError';
import { isRecord } from '../session/isRecord';
import { referredParameter } from '../template/parameters';
import type { Template } from '../template/parse';
import { isCustomResource } from '../template/resourceTypes';

/** A resource whose files a deploy zips and uploads. */
export type Asset = {
  logicalId: string;
  /** `function`: the source file of a handler, which is bundled. `directory`: static files, zipped unchanged. */
  kind: 'function' | 'directory';
  /** Absolute path of the source file or directory. */
  source: string;
  /** Parameters for the bucket and the key of the zip. */
  bucketParameter: string;
  keyParameter: string;
  line?: number;
};

/**
 * Metadata key of an asset: `privateServerlessAsset: { entry }` for the code of a function, `{ directory }` for a
 * custom resource that unpacks the files of a single-page app.
 */
export const assetMetadataKey = 'privateServerlessAsset';

/** The properties for bucket and key of each kind, and the property that contains them, if any. */
const places = {
  function: { within: 'Code', bucket: 'S3Bucket', key: 'S3Key' },
  directory: { within: undefined, bucket: 'ArchiveBucket', key: 'ArchiveKey' },
} as const;

/**
 * Finds the assets of a template: its resources with `Metadata.privateServerlessAsset`. Paths are relative to the
 * template file.
 *
 * @throws StackError `input` that names the resource and its line
 */
export function findAssets(template: Template): Asset[] {
  const assets: Asset[] = [];
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    const metadata = resource.Metadata?.[assetMetadataKey];
    if (metadata === undefined) continue;
    const line = template.lineOf(logicalId);
    const refuse = (message: string) =>
      new StackError(
        'input',
        `Template ${template.path}, line ${line}: ${logicalId}: ${message}`,
      );
    const kind =
      resource.Type === 'AWS::Lambda::Function'
        ? ('function' as const)
        : ('directory' as const);
    if (kind === 'directory' && !isCustomResource(resource.Type)) {
      throw refuse(
        `${assetMetadataKey} is not valid for ${resource.Type}. Use it in an AWS::Lambda::Function or a custom resource.`,
      );
    }
    const name = kind === 'function' ? 'entry' : 'directory';
    const source = isRecord(metadata) ? metadata[name] : undefined;
    if (typeof source !== 'string' || !source) {
      throw refuse(
        `${assetMetadataKey}.${name} must be the path of ${
          kind === 'function' ? "the handler's source file" : 'a directory'
        }, relative to the template.`,
      );
    }
    const { within, bucket, key } = places[kind];
    const holder = within ? resource.Properties?.[within] : resource.Properties;
    const parameter = (property: string) => {
      const referred = referredParameter(
        template,
        isRecord(holder) ? holder[property] : undefined,
      );
      if (!referred) {
        throw refuse(
          `${
            within ? `${within}.` : ''
          }${property} must be a !Ref to a template parameter, which the deploy sets.`,
        );
      }
      return referred;
    };
    assets.push({
      logicalId,
      kind,
      source: path.resolve(path.dirname(template.path), source),
      bucketParameter: parameter(bucket),
      keyParameter: parameter(key),
      line,
    });
  }
  refuseSharedKeys(template, assets);
  return assets;
}

/** A key parameter has the key of one zip, so two resources may share it only with the same source. */
function refuseSharedKeys(template: Template, assets: Asset[]) {
  const byKey = new Map<string, Asset>();
  for (const asset of assets) {
    const other = byKey.get(asset.keyParameter);
    if (other && other.source !== asset.source) {
      throw new StackError(
        'input',
        `Template ${template.path}, line ${asset.line}: ${asset.logicalId} and ${other.logicalId} have different sources but the same key parameter ${asset.keyParameter}. Declare one key parameter for each.`,
      );
    }
    byKey.set(asset.keyParameter, asset);
  }
}
