import { parsedJson } from '../session/redaction/secretNames';
import { isRecord } from '../session/isRecord';
import type { PlannedChange } from '../session/results';
import { contentsThatKeep, dataOf } from '../template/dataTypes';

/** What happens to the data of a resource, one line each. */
export type DataEffect = Pick<PlannedChange, 'dataLoss' | 'dataLeftBehind'>;

/**
 * What a change does to the data of a resource. Empty if there is no data, or it stays where it is.
 *
 * @param policyAction - `PolicyAction` of DescribeChangeSet: the effect of DeletionPolicy and UpdateReplacePolicy.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 * @param beforeContext - the resource before the change
 */
export function dataEffectOf(
  { type, action, replacement }: PlannedChange,
  policyAction: string | undefined,
  beforeContext: string | undefined,
): DataEffect {
  const isRemoved = action === 'Remove';
  const isReplaced =
    action === 'Modify' &&
    (replacement === 'True' || replacement === 'Conditional');
  if (!isRemoved && !isReplaced) return {};
  const what = dataOf(type);
  if (!what) return {};
  const ifReplaced =
    replacement === 'Conditional'
      ? 'if CloudFormation has to replace it: '
      : '';
  const isNewEmpty = isReplaced ? '; the new one is empty' : '';

  if (/Retain|Snapshot/.test(policyAction ?? '')) {
    if (isRemoved) return {};
    const isSnapshot = /Snapshot/.test(policyAction ?? '');
    return {
      dataLeftBehind: `${ifReplaced}its policy ${
        isSnapshot ? 'keeps a snapshot of' : 'retains'
      } the old resource with ${what}${isNewEmpty}`,
    };
  }
  const properties = propertiesOf(beforeContext);
  if (isProtected(properties)) {
    return {
      dataLeftBehind: `${ifReplaced}its deletion protection is on, so CloudFormation does not delete it: it stays in AWS with ${what}, outside the stack${isNewEmpty}`,
    };
  }
  const contents = contentsThatKeep(type);
  if (contents && String(properties.EmptyOnDelete) !== 'true') {
    return {
      dataLeftBehind: `${ifReplaced}CloudFormation deletes it only if it has no ${contents}; otherwise it stays in AWS, outside the stack${isNewEmpty}`,
    };
  }
  return { dataLoss: lossText(type, what, { isRemoved, replacement }) };
}

function lossText(
  type: string,
  what: string,
  change: { isRemoved: boolean; replacement?: string },
): string {
  // https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
  const isKey = type.startsWith('AWS::KMS::');
  const lost = `${what} will be lost${
    isKey ? ' when the waiting period of the key ends (7 to 30 days)' : ''
  }`;
  if (change.isRemoved) return lost;
  return change.replacement === 'True'
    ? `${lost}: a new, empty resource replaces it`
    : `${lost} if CloudFormation has to replace it`;
}

function propertiesOf(context: string | undefined): Record<string, unknown> {
  const content = parsedJson(context);
  const properties = isRecord(content) ? content.Properties : undefined;
  return isRecord(properties) ? properties : {};
}

function isProtected(properties: Record<string, unknown>): boolean {
  return [
    properties.DeletionProtection,
    properties.DeletionProtectionEnabled,
  ].some(value => /^(true|ACTIVE)$/.test(String(value)));
}
