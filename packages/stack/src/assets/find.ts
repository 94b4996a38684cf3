import path from 'node:path';
import { StackError } from '../errors';
import { isCustomResource } from '../follow/logTail';
import { isRecord, type Template } from '../template/parse';
import { referredParameter } from '../template/parameters';

/** Something of the template whose content this package zips and uploads. */
export type Asset = {
  logicalId: string;
  /** `function`: a handler's source file, to be bundled. `directory`: static files, zipped as they are. */
  kind: 'function' | 'directory';
  /** Absolute path of the source file or directory. */
  source: string;
  /** Parameters that hold the bucket and the key. */
  bucketParameter: string;
  keyParameter: string;
  line?: number;
};

/**
 * Metadata key of what is packaged at deploy: `privateServerlessAsset: { entry }` of a function, whose code it
 * becomes; `{ directory }` of a custom resource that unpacks the files of a single-page app.
 */
export const assetMetadataKey = 'privateServerlessAsset';

/** Where each kind names its bucket and key: a property of the resource, if any, and the two members. */
const places = {
  function: { within: 'Code', bucket: 'S3Bucket', key: 'S3Key' },
  directory: { within: undefined, bucket: 'ArchiveBucket', key: 'ArchiveKey' },
} as const;

/**
 * Finds what the template has packaged at deploy: resources with `Metadata.privateServerlessAsset`. Paths are
 * relative to the template file.
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
        `${assetMetadataKey} is for AWS::Lambda::Function and custom resources, not for ${resource.Type}.`,
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
          }${property} must be a !Ref of a template parameter, which the deploy fills.`,
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

/** One key parameter holds one zip: two resources may share it only with the same source. */
function refuseSharedKeys(template: Template, assets: Asset[]) {
  const byKey = new Map<string, Asset>();
  for (const asset of assets) {
    const other = byKey.get(asset.keyParameter);
    if (other && other.source !== asset.source) {
      throw new StackError(
        'input',
        `Template ${template.path}, line ${asset.line}: ${asset.logicalId} and ${other.logicalId} have different sources but the same key parameter ${asset.keyParameter}; give each its own.`,
      );
    }
    byKey.set(asset.keyParameter, asset);
  }
}
