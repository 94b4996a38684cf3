import { randomUUID } from 'node:crypto';
import { Properties } from '../account/Account';
import { asText } from '../account/values';
import { nameProperty } from '../resources';
import { AccountServices } from '../resources/contract';
import { BUCKET } from '../resources/s3';
import { isCustomType } from '../resources/types';
import { plannedEvaluator } from './planChanges';
import { ResourceChange } from './changeSetTypes';
import { schemaViolations } from './specification';
import { Stack } from './Stack';
import { Desired, ValidationFinding } from './types';
import { isUnknown } from './unknownValue';

type Services = Pick<AccountServices, 'account' | 'objects'>;
type Finding = Omit<ValidationFinding, 'id' | 'at'>;

/** CloudFormation's name of each validation in the status reason of a change set. */
const validations: Array<[string, ValidationFinding['name']]> = [
  ['AWS::EarlyValidation::ResourceExistenceCheck', 'NAME_CONFLICT_VALIDATION'],
  ['AWS::EarlyValidation::PropertyValidation', 'PROPERTY_VALIDATION'],
];

/**
 * What CloudFormation validates when it creates a change set: the syntax of
 * properties and conflicts of names, and, as a warning, buckets that are not
 * empty. Values that are known only after the execution are not checked.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export function validateEarly(
  services: Services,
  stack: Stack,
  desired: Desired,
  changes: ResourceChange[],
): ValidationFinding[] {
  const evaluator = plannedEvaluator(services.account, stack, desired, changes);
  return changes
    .flatMap(change => {
      if (change.action === 'Remove') return bucketFindings(services, change);
      const { properties } = desired.template.resources[change.logicalId];
      const resolved = evaluator.properties(properties);
      return [
        ...propertyFindings(change, resolved),
        ...nameFindings(services, change, resolved),
        ...bucketFindings(services, change),
      ];
    })
    .map(finding => ({ id: randomUUID(), at: new Date(), ...finding }));
}

/** The status reason of a change set that failed validation. Undefined if only warnings were found. */
export function validationFailure(
  findings: ValidationFinding[],
): string | undefined {
  const failed = validations
    .filter(([, name]) =>
      findings.some(one => one.name === name && one.mode === 'FAIL'),
    )
    .map(([type]) => type);
  return failed.length === 0
    ? undefined
    : `The following hook(s)/validation failed: [${failed.join(
        ', ',
      )}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;
}

function propertyFindings(
  { logicalId, physicalId, type }: ResourceChange,
  properties: Properties,
): Finding[] {
  if (isCustomType(type)) return [];
  return schemaViolations(type, properties).map(reason => ({
    logicalId,
    physicalId,
    type,
    mode: 'FAIL',
    name: 'PROPERTY_VALIDATION',
    reason,
    path: `/Resources/${logicalId}/Properties${/^#([^:]*):/.exec(reason)![1]}`,
  }));
}

function nameFindings(
  { account, objects }: Services,
  { action, details, logicalId, type }: ResourceChange,
  properties: Properties,
): Finding[] {
  const property = nameProperty(type);
  const name = property && asText(properties[property]);
  const isNew =
    action === 'Add' || details.some(detail => detail.name === property);
  if (!name || isUnknown(name) || !isNew) return [];
  const exists =
    account.find(type, name) !== undefined ||
    (type === BUCKET && objects.hasBucket(name));
  if (!exists) return [];
  return [
    {
      logicalId,
      type,
      mode: 'FAIL',
      name: 'NAME_CONFLICT_VALIDATION',
      reason: `Resource of type '${type}' with identifier '${name}' already exists.`,
      path: `/Resources/${logicalId}`,
    },
  ];
}

/** A bucket with objects that the execution would try to delete. */
function bucketFindings(
  { objects }: Services,
  { logicalId, physicalId, policyAction, type }: ResourceChange,
): Finding[] {
  const isDeleted =
    policyAction === 'Delete' || policyAction === 'ReplaceAndDelete';
  if (type !== BUCKET || !physicalId || !isDeleted) return [];
  if (!objects.hasBucket(physicalId)) return [];
  if (objects.listVersions(physicalId).length === 0) return [];
  return [
    {
      logicalId,
      physicalId,
      type,
      mode: 'WARN',
      name: 'BUCKET_EMPTINESS_VALIDATION',
      reason: `The bucket '${physicalId}' is not empty. You must either delete all objects and versions or use the deletion policy to retain it, otherwise the delete operation will fail.`,
      path: `/Resources/${logicalId}`,
    },
  ];
}
