import {
  type Node,
  resourcesOf,
  type Value,
} from '@private-serverless/template';
import { conditionBlocks } from '../policy/conditions';
import type { Template } from '../template/Template';
import { type IdentityPolicy, identityPolicies } from './identityPolicies';
import { attachmentsOf } from './managedPolicies';

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
    ...boundariesOfOthers(template),
  ];
  const ids = new Set(
    named.flatMap(value => (value.kind === 'reference' ? [value.id] : [])),
  );
  return new Set([...ids].filter(id => !isAttached(template, id)));
}

/** The boundaries that resources name which do not exist with these parameters: the template has the policy for them. */
function boundariesOfOthers(template: Template): Value[] {
  return [...resourcesOf(template.root)].flatMap(([id, node]) =>
    template.resource(id) ? [] : namedBelow(template, node),
  );
}

function namedBelow(template: Template, node: Node): Value[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') {
    return node.items.flatMap(item => namedBelow(template, item));
  }
  return [...node.entries].flatMap(([key, value]) =>
    /^(iam:)?PermissionsBoundary$/i.test(key)
      ? template.items(template.values(value))
      : namedBelow(template, value),
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
  return owns || attachmentsOf(template).byPolicy.has(id);
}
