import { Value } from '../account/Account';
import { sameValue } from '../account/values';
import { validationError } from '../protocol/errors';
import { tagsDiffer } from './changeDetails';
import { ResourceChange } from './changeSetTypes';
import { Stack } from './Stack';
import { Desired } from './types';

/**
 * CloudFormation's message for a request that repeats the current template and
 * parameters.
 */
const repeatedRequest =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** CloudFormation's message for a different template with the same effect. */
export const NO_UPDATES = 'No updates are to be performed.';

/** The status reason of an empty change set: the request is the same as before, or only its effect is. */
export function whyEmpty(stack: Stack, desired: Desired): string {
  const before = stack.desired;
  const isRepeated =
    before?.template.body === desired.template.body &&
    JSON.stringify(before.parameters) === JSON.stringify(desired.parameters);
  return isRepeated ? repeatedRequest : NO_UPDATES;
}

/**
 * Whether an execution would change no resource, tag or output.
 *
 * @param changes - the changes of resources
 */
export function isUnchanged(
  stack: Stack,
  desired: Desired,
  changes: ResourceChange[],
): boolean {
  const before = stack.desired;
  return (
    before !== undefined &&
    // After a failure without a rollback, the same template is tried again.
    !/^(CREATE|UPDATE)_FAILED$/.test(stack.status) &&
    changes.length === 0 &&
    !tagsDiffer(stack, desired) &&
    sameValue(
      before.template.outputs as unknown as Value,
      desired.template.outputs as unknown as Value,
    )
  );
}

/** @throws AwsError `ValidationError` if a logical ID would change its resource type */
export function checkSameTypes(stack: Stack, desired: Desired): void {
  const changed = [...stack.resources.values()]
    .filter(({ logicalId, type }) => {
      const after = desired.template.resources[logicalId];
      return after !== undefined && after.type !== type;
    })
    .map(({ logicalId }) => logicalId);
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(
        ', ',
      )}]`,
    );
  }
}
