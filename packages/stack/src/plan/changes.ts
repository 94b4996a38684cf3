import type {
  ResourceChange,
  ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import {
  hideInside,
  isSecretPair,
  parsedJson,
  secretName,
} from '../session/redaction/secretNames';
import type { PlannedChange, PlannedPropertyChange } from '../session/results';
import type { IsSecret } from '../template/secretValues';
import { driftCause, driftOf, isDrifted, notComparedIn, pathOf } from './drift';
import { dataEffectOf } from './dataLoss';
import { knownAfterApply } from './view/Shape';

/** Maximum length of a value in characters. Nobody reads a whole policy document in a plan. */
const maxValueLength = 200;

/**
 * Converts a resource change of DescribeChangeSet.
 *
 * @param options.path - logical IDs of the nested stacks that lead to the resource, outermost first
 * @param options.isSecret - whether the template takes a value from a secret. CloudFormation hides such a value of the
 *   template, but not the actual value in a drift-aware change set. @defaultValue every actual value counts as secret
 */
export function plannedChange(
  change: ResourceChange,
  {
    path = [],
    isSecret = () => true,
  }: { path?: string[]; isSecret?: IsSecret } = {},
): PlannedChange {
  const properties = propertyChanges(change, isSecret);
  const notCompared = notComparedIn(change);
  const planned: PlannedChange = {
    logicalId: change.LogicalResourceId!,
    type: change.ResourceType!,
    action: change.Action!,
    ...(path.length ? { path } : {}),
    ...(change.Replacement ? { replacement: change.Replacement } : {}),
    ...(change.PhysicalResourceId
      ? { physicalId: change.PhysicalResourceId }
      : {}),
    ...(change.Scope?.length ? { scope: change.Scope } : {}),
    ...(change.PolicyAction ? { policyAction: change.PolicyAction } : {}),
    ...(isDrifted(change) ? { driftStatus: change.ResourceDriftStatus } : {}),
    ...(properties.length ? { properties } : {}),
    ...(notCompared.length ? { notCompared } : {}),
  };
  return {
    ...planned,
    ...dataEffectOf(planned, change.PolicyAction, change.BeforeContext),
  };
}

/** One entry for each property. CloudFormation returns an entry for each reason. */
function propertyChanges(
  change: ResourceChange,
  isSecretInTemplate: IsSecret,
): PlannedPropertyChange[] {
  const byPath = new Map<string, PlannedPropertyChange>();
  for (const { Target: target, ...detail } of change.Details ?? []) {
    if (!target) continue;
    // A nested stack whose own resource does not change.
    if (detail.ChangeSource === 'Automatic' && !target.Name) continue;
    const path = pathOf(target.Path) || target.Name || target.Attribute || '';
    const drift = driftOf(target);
    const isSecret =
      secretName.test(path) ||
      isValueOfSecretPair(change, target.Path, path) ||
      ((drift || target.BeforeValueFrom === 'ACTUAL_STATE') &&
        isSecretInTemplate(change.LogicalResourceId!, target.Path));
    const known = byPath.get(path);
    const shown = (value: string | undefined) =>
      isSecret ? undefined : shownValue(value);
    const before = shown(drift ? drift.actual : target.BeforeValue);
    const after = shown(target.AfterValue);
    const cause = drift ? driftCause(shown(drift.previous)) : causeOf(detail);
    const isOverwritten = drift && detail.ChangeSource !== 'NoModification';
    byPath.set(path, {
      path,
      recreation: mostSevere(known?.recreation, target.RequiresRecreation),
      ...(before ?? known?.before ? { before: before ?? known?.before } : {}),
      ...(after ?? known?.after ? { after: after ?? known?.after } : {}),
      ...(cause ?? known?.cause ? { cause: cause ?? known?.cause } : {}),
      ...(isOverwritten || known?.changedByHand ? { changedByHand: true } : {}),
    });
  }
  return [...byPath.values()];
}

/**
 * Whether a value is in a list of pairs beside the name of a secret, as in `Environment.1.Value`. If CloudFormation
 * does not return the resource around it, every such value except those of tags counts as secret.
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

function mostSevere(
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
    case 'NoModification':
      return 'the live resource already has this value';
    default:
      return undefined;
  }
}

function shownValue(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const content = parsedJson(value);
  const text =
    content === undefined ? value : JSON.stringify(hideInside(content));
  const oneLine = text
    .replaceAll(knownAfterApply, '(known after the deploy)')
    .replace(/\s+/g, ' ');
  return oneLine.length > maxValueLength
    ? `${oneLine.slice(0, maxValueLength)}…`
    : oneLine;
}
