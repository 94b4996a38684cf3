import { conditionBlocks } from '../policy/conditions';
import { policyDocuments } from '../policy/document';
import { mayAllow } from '../policy/statement';
import type { Resource, Template } from '../template/Template';
import {
  type IdentityPolicy,
  identityPolicies,
  rolesOfPolicy,
} from './identityPolicies';

/** Whether CloudFormation is the only service or principal that may assume a role. */
export function isCloudFormationRole(
  template: Template,
  role: Resource,
): boolean {
  const documents = policyDocuments(
    template,
    template.property(role, 'AssumeRolePolicyDocument'),
  );
  return documents.every(
    document =>
      document.kind === 'document' &&
      document.statements.every(
        statement =>
          statement.kind === 'statement' &&
          (!mayAllow(template, statement.value) ||
            template
              .child(statement.value, 'Principal')
              .every(
                principal =>
                  principal.kind === 'map' &&
                  [...principal.entries.keys()].join() === 'Service' &&
                  template
                    .items(template.child(principal, 'Service'))
                    .every(
                      value =>
                        value.kind === 'scalar' &&
                        value.text === 'cloudformation.amazonaws.com',
                    ),
              )),
      ),
  );
}

/** Whether a policy belongs to service roles of CloudFormation only. */
export function isOfCloudFormation(
  template: Template,
  owner: Resource,
): boolean {
  const roles = [...(rolesOfPolicy(template, owner) ?? [])].map(id =>
    template.resource(id),
  );
  return (
    roles.length > 0 &&
    roles.every(
      role =>
        role !== undefined &&
        /^aws::iam::role$/i.test(role.type) &&
        isCloudFormationRole(template, role),
    )
  );
}

/**
 * The managed policies that are permissions boundaries only, by logical ID. A boundary limits what other policies grant, and grants nothing.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundariesOf(template: Template): Set<string> {
  const named = [
    ...template
      .ofType('AWS::IAM::Role', 'AWS::IAM::User')
      .flatMap(one => template.property(one, 'PermissionsBoundary')),
    ...identityPolicies(template).flatMap(policy =>
      requiredBoundaries(template, policy),
    ),
  ];
  return new Set(
    named.flatMap(value =>
      value.kind === 'reference' && !isAttached(template, value.id)
        ? [value.id]
        : [],
    ),
  );
}

/** The boundaries that a policy requires of the roles that it lets somebody create. */
function requiredBoundaries(template: Template, { document }: IdentityPolicy) {
  if (document.kind !== 'document') return [];
  return document.statements.flatMap(statement =>
    statement.kind === 'statement'
      ? conditionBlocks(template, statement.value).flatMap(block =>
          block.kind === 'tests'
            ? block.tests
                .filter(({ key }) => key === 'iam:permissionsboundary')
                .flatMap(({ values }) => values)
            : [],
        )
      : [],
  );
}

/** Whether an identity of the template may have a managed policy. */
function isAttached(template: Template, id: string): boolean {
  const policy = template.resource(id);
  const owns = ['Roles', 'Users', 'Groups'].some(
    name =>
      policy &&
      template.property(policy, name).some(({ kind }) => kind !== 'absent'),
  );
  return (
    owns ||
    template
      .ofType('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group')
      .some(identity =>
        template
          .items(template.property(identity, 'ManagedPolicyArns'))
          .some(value => value.kind === 'reference' && value.id === id),
      )
  );
}
