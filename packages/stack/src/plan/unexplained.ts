import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import type { PlanWarning } from '../session/results';
import type { ResolvableTemplate } from './comparisonOf';
import { isDrifted } from './drift';

/**
 * A warning for the changes of a drift-aware change set that have no visible cause. CloudFormation reports such changes,
 * also replacements, in error: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2505 (`Ref`
 * of an `AWS::ApiGateway::Resource`) and https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2559
 * (`Fn::GetStackOutput`). A change has no visible cause if the template declares the resource as before, nobody changed
 * it by hand, and no changed parameter and no other changed resource explains it.
 *
 * @returns undefined if every change has a cause, or the template before the update could not be read
 */
export function unexplainedChanges(
  changes: readonly ResourceChange[],
  before: ResolvableTemplate | undefined,
  after: ResolvableTemplate,
): PlanWarning | undefined {
  if (!before?.template || !after.template) return undefined;
  const isDeclaredAsBefore = (id: string) =>
    isDeepStrictEqual(
      before.template!.resources[id],
      after.template!.resources[id],
    );
  const hasChanged = (parameter: string | undefined) =>
    parameter !== undefined &&
    before.parameters[parameter] !== after.parameters[parameter];
  let found = changes.filter(
    change =>
      change.Action === 'Modify' &&
      !isDrifted(change) &&
      isDeclaredAsBefore(change.LogicalResourceId!) &&
      !causesOf(change).some(hasChanged),
  );
  // What refers to a resource that changes for a known reason has a cause, too.
  for (;;) {
    const ids = found.map(({ LogicalResourceId: id }) => id);
    const explained = new Set(
      changes
        .map(({ LogicalResourceId: id }) => id)
        .filter(id => !ids.includes(id)),
    );
    const rest = found.filter(
      change => !causesOf(change).some(id => explained.has(id)),
    );
    if (rest.length === found.length) break;
    found = rest;
  }
  if (found.length === 0) return undefined;
  const names = found.map(({ LogicalResourceId: id }) => id).sort();
  return {
    kind: 'unknown',
    text: `${names.join(', ')}: ${
      names.length === 1 ? 'this change has' : 'these changes have'
    } no visible cause: the template declares the same as before, and nothing was changed by hand. Drift-aware change sets are known to contain such changes in error (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2505). Compare with the plan without the option that reverts drift`,
  };
}

/** The parameters, resources and attributes (without the attribute's name) that cause a change. */
function causesOf({ Details = [] }: ResourceChange): Array<string | undefined> {
  return Details.map(({ CausingEntity }) => CausingEntity?.split('.')[0]);
}
