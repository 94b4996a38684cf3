import path from 'node:path';
import { StackError } from '../errors';
import { isRecord, type Template } from '../template/parse';
import { referredParameter } from '../template/parameters';

/** A function of the template whose code this package bundles. */
export type FunctionAsset = {
  logicalId: string;
  /** Absolute path of the source file. */
  entry: string;
  /** Parameters that `Code.S3Bucket` and `Code.S3Key` refer to. */
  bucketParameter: string;
  keyParameter: string;
  line?: number;
};

/** Metadata key of a function whose code is bundled at deploy: `privateServerlessAsset: { entry }`. */
export const assetMetadataKey = 'privateServerlessAsset';

/**
 * Finds the template's functions with `Metadata.privateServerlessAsset`. The entry is relative to the
 * template file.
 *
 * @throws StackError `input` that names the function and its line
 */
export function findAssets(template: Template): FunctionAsset[] {
  const assets: FunctionAsset[] = [];
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    const metadata = resource.Metadata?.[assetMetadataKey];
    if (metadata === undefined) continue;
    const line = template.lineOf(logicalId);
    const refuse = (message: string) =>
      new StackError(
        'input',
        `Template ${template.path}, line ${line}: ${logicalId}: ${message}`,
      );
    if (resource.Type !== 'AWS::Lambda::Function') {
      throw refuse(
        `${assetMetadataKey} is for AWS::Lambda::Function, not for ${resource.Type}.`,
      );
    }
    const entry = isRecord(metadata) ? metadata.entry : undefined;
    if (typeof entry !== 'string' || !entry) {
      throw refuse(
        `${assetMetadataKey}.entry must be the path of the handler's source file, relative to the template.`,
      );
    }
    const code = resource.Properties?.Code;
    const parameter = (property: 'S3Bucket' | 'S3Key') => {
      const name = referredParameter(
        template,
        isRecord(code) ? code[property] : undefined,
      );
      if (!name) {
        throw refuse(
          `Code.${property} must be a !Ref of a template parameter, which the deploy fills.`,
        );
      }
      return name;
    };
    assets.push({
      logicalId,
      entry: path.resolve(path.dirname(template.path), entry),
      bucketParameter: parameter('S3Bucket'),
      keyParameter: parameter('S3Key'),
      line,
    });
  }
  refuseSharedKeys(template, assets);
  return assets;
}

/** One key parameter holds one zip: two functions may share it only with the same entry. */
function refuseSharedKeys(template: Template, assets: FunctionAsset[]) {
  const byKey = new Map<string, FunctionAsset>();
  for (const asset of assets) {
    const other = byKey.get(asset.keyParameter);
    if (other && other.entry !== asset.entry) {
      throw new StackError(
        'input',
        `Template ${template.path}, line ${asset.line}: ${asset.logicalId} and ${other.logicalId} have different entries but the same Code.S3Key parameter ${asset.keyParameter}; give each its own.`,
      );
    }
    byKey.set(asset.keyParameter, asset);
  }
}
