import type {
  ResourceChange,
  ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import { hideInside, isSecretPair, parsedJson, secretName } from '../secrets';
import type { PlannedChange, PlannedPropertyChange } from '../types';
import { dataLossOf } from './dataLoss';

/** Values longer than this are cut: a plan is read, a policy document is not. */
const longestValue = 200;

/** One resource change of DescribeChangeSet as this package tells it. */
export function plannedChange(change: ResourceChange): PlannedChange {
  const properties = propertyChanges(change);
  const planned: PlannedChange = {
    logicalId: change.LogicalResourceId!,
    type: change.ResourceType!,
    action: change.Action!,
    ...(change.Replacement ? { replacement: change.Replacement } : {}),
    ...(change.PhysicalResourceId
      ? { physicalId: change.PhysicalResourceId }
      : {}),
    ...(change.Scope?.length ? { scope: change.Scope } : {}),
    ...(properties.length ? { properties } : {}),
  };
  const dataLoss = dataLossOf(planned, change.PolicyAction);
  return dataLoss ? { ...planned, dataLoss } : planned;
}

/** One entry a property: CloudFormation tells one for each reason. */
function propertyChanges(change: ResourceChange): PlannedPropertyChange[] {
  const byPath = new Map<string, PlannedPropertyChange>();
  for (const { Target: target, ...detail } of change.Details ?? []) {
    if (!target) continue;
    const path =
      target.Path?.replace(/^\/(Properties\/)?/, '').replaceAll('/', '.') ||
      target.Name ||
      target.Attribute ||
      '';
    const isSecret =
      secretName.test(path) || isValueOfSecretPair(change, target.Path, path);
    const known = byPath.get(path);
    const before = isSecret ? undefined : shownValue(target.BeforeValue);
    const after = isSecret ? undefined : shownValue(target.AfterValue);
    const cause = causeOf(detail);
    byPath.set(path, {
      path,
      recreation: graver(known?.recreation, target.RequiresRecreation),
      ...(before ?? known?.before ? { before: before ?? known?.before } : {}),
      ...(after ?? known?.after ? { after: after ?? known?.after } : {}),
      ...(cause ?? known?.cause ? { cause: cause ?? known?.cause } : {}),
    });
  }
  return [...byPath.values()];
}

/**
 * Whether a value stands in a list beside a name that makes it a secret, as in `Environment.1.Value`. Where
 * CloudFormation does not tell the resource around it, every such value is taken for one, those of tags apart.
 */
function isValueOfSecretPair(
  { BeforeContext, AfterContext }: ResourceChange,
  pointer: string | undefined,
  path: string,
): boolean {
  if (!/\.\d+\.\w*value$/i.test(path)) return false;
  const pairs = [BeforeContext, AfterContext].map(context => {
    let node = parsedJson(context);
    for (const name of pointer?.split('/').slice(1, -1) ?? []) {
      node = (node as Record<string, unknown> | undefined)?.[name];
    }
    return node;
  });
  const isKnown = pairs.some(pair => pair !== undefined);
  return isKnown ? pairs.some(isSecretPair) : !/^Tags\./.test(path);
}

const order = ['Never', 'Conditionally', 'Always'] as const;

function graver(
  one: PlannedPropertyChange['recreation'] | undefined,
  other: string | undefined,
): PlannedPropertyChange['recreation'] {
  const index = Math.max(
    one ? order.indexOf(one) : 0,
    order.findIndex(each => each === other),
    0,
  );
  return order[index]!;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html */
function causeOf({
  ChangeSource: source,
  CausingEntity: entity,
}: ResourceChangeDetail): string | undefined {
  switch (source) {
    case 'ParameterReference':
      return `parameter ${entity}`;
    case 'ResourceReference':
      return `resource ${entity}`;
    case 'ResourceAttribute':
      return `attribute ${entity}`;
    default:
      return undefined;
  }
}

function shownValue(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const content = parsedJson(value);
  const text =
    content === undefined ? value : JSON.stringify(hideInside(content));
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > longestValue
    ? `${oneLine.slice(0, longestValue)}…`
    : oneLine;
}
