import {
  isForCustomResources,
  runsOutsideVpc,
} from '../functions/customResources';
import { type DataAccess, dataAccessOf } from '../iam/dataAccess';
import { Observation, placeOf, Rule } from '../rule';
import type { Resource, Template } from '../template/Template';

const declareIt =
  "Add the metadata privateServerless: control-plane to the function, or run it in the VPC. With the AWS CDK, use an aspect: if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::Function') node.addMetadata('privateServerless', 'control-plane'), for this function only.";

/** PS44: functions outside the VPC are declared, and their roles have no access to data. */
export const controlPlane: Rule = {
  id: 'PS44',
  title: 'Functions outside the VPC are declared and have no access to data',
  severity: 'M',
  why: 'A function outside the VPC can send everything that it can read to the internet.',
  fix: 'Remove the permissions for data from the role, or run the function in the VPC.',
  *check(template) {
    for (const lambda of template.ofType('AWS::Lambda::Function')) {
      if (!runsOutsideVpc(template, lambda)) continue;
      if (template.purposeOf(lambda) === 'control-plane') {
        yield* assess(template, lambda);
      } else if (isUndeclaredControlPlane(template, lambda)) {
        yield {
          status: 'violated',
          resource: lambda.id,
          at: placeOf(lambda),
          message: `${lambda.id} runs outside the VPC for custom resources only and has no access to data, but is not declared.`,
          fix: declareIt,
        };
      }
    }
  },
};

/**
 * Whether a function is one of a custom resource without access to data, such as those that the AWS CDK adds. PS44 reports it, so PS17
 * does not.
 */
export function isUndeclaredControlPlane(
  template: Template,
  lambda: Resource,
): boolean {
  return (
    runsOutsideVpc(template, lambda) &&
    isForCustomResources(template, lambda) &&
    accessOf(template, lambda)?.length === 0
  );
}

/** Undefined if the role is not in the template. */
function accessOf(
  template: Template,
  lambda: Resource,
): DataAccess[] | undefined {
  const roles = template
    .property(lambda, 'Role')
    .map(value =>
      value.kind === 'reference' ? template.resource(value.id) : undefined,
    );
  const found = roles.map(role => role && dataAccessOf(template, role));
  return found.includes(undefined)
    ? undefined
    : found.flatMap(one => one ?? []);
}

function* assess(template: Template, lambda: Resource): Iterable<Observation> {
  const { id } = lambda;
  const access = accessOf(template, lambda);
  if (access === undefined) {
    yield {
      status: 'unproven',
      resource: id,
      at: placeOf(lambda),
      message: `Cannot determine whether ${id}, which runs outside the VPC, has access to data: its role is not in the template.`,
      fix: 'Create the role of the function in this template.',
    };
  } else if (access.length === 0) {
    yield {
      status: 'proven',
      resource: id,
      at: placeOf(lambda),
      message: `${id} is declared as control plane, and its role has no access to data.`,
    };
  }
  for (const { status, at, what } of access ?? []) {
    yield {
      status,
      resource: id,
      at,
      message: `${id} runs outside the VPC, and its role ${what}.`,
    };
  }
}
