import type { Value } from '@private-serverless/template';
import { type PolicyDocument, policyDocuments } from '../policy/document';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { groupBy } from '../template/groupBy';
import { attachmentsOf } from './managedPolicies';

/** One alternative of a policy that grants permissions to roles, users or groups. */
export type IdentityPolicy = {
  /** The resource that has the policy. */
  owner: Resource;
  document: PolicyDocument;
};

/** Types with inline policies. */
const identities = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** Types that are a policy, and their property. */
const policies: Array<[type: string, property: string]> = [
  ['AWS::IAM::Policy', 'PolicyDocument'],
  ['AWS::IAM::ManagedPolicy', 'PolicyDocument'],
  ['AWS::IAM::RolePolicy', 'PolicyDocument'],
  ['AWS::IAM::UserPolicy', 'PolicyDocument'],
  ['AWS::IAM::GroupPolicy', 'PolicyDocument'],
  ['AWS::SSO::PermissionSet', 'InlinePolicy'],
];

/** Every policy of the template that grants permissions to an identity. */
export const identityPolicies = oncePerTemplate(
  (template): IdentityPolicy[] => [
    ...template
      .ofType(...identities)
      .flatMap(owner =>
        template
          .items(template.property(owner, 'Policies'))
          .flatMap(policy =>
            documentsOf(
              template,
              owner,
              template.child(policy, 'PolicyDocument'),
            ),
          ),
      ),
    ...policies.flatMap(([type, property]) =>
      template
        .ofType(type)
        .flatMap(owner =>
          documentsOf(template, owner, template.property(owner, property)),
        ),
    ),
  ],
);

function documentsOf(
  template: Template,
  owner: Resource,
  values: Value[],
): IdentityPolicy[] {
  return policyDocuments(template, values)
    .filter(({ kind }) => kind !== 'absent')
    .map(document => ({ owner, document }));
}

/**
 * The roles of the template that a policy is attached to, and users and groups that attach it, by logical ID. Undefined if one of them is outside the template or unknown.
 * Roles that attach a managed policy by their own properties count.
 */
export function rolesOfPolicy(
  template: Template,
  owner: Resource,
): Set<string> | undefined {
  if (/^aws::iam::role$/i.test(owner.type)) return new Set([owner.id]);
  const named = template.items([
    ...template.property(owner, 'Roles'),
    ...template.property(owner, 'RoleName'),
  ]);
  const ids = named.map(value => value.kind === 'reference' && value.id);
  if (ids.includes(false)) return undefined;
  const attaching = attachmentsOf(template).byPolicy.get(owner.id) ?? [];
  return new Set([
    ...ids.filter(id => id !== false),
    ...attaching.map(attachment => attachment.owner.id),
  ]);
}

type ByRole = {
  known: Map<string, IdentityPolicy[]>;
  anyRole: IdentityPolicy[];
};

const byRole = oncePerTemplate((template): ByRole => {
  const pairs = identityPolicies(template).map(policy => ({
    policy,
    roles: rolesOfPolicy(template, policy.owner),
  }));
  const attributed = pairs.flatMap(({ policy, roles }) =>
    [...(roles ?? [])].map(role => ({ role, policy })),
  );
  const known = new Map(
    [...groupBy(attributed, ({ role }) => role)].map(([role, ofRole]) => [
      role,
      ofRole.map(({ policy }) => policy),
    ]),
  );
  const anyRole = pairs
    .filter(({ roles }) => roles === undefined)
    .map(({ policy }) => policy);
  return { known, anyRole };
});

/** The policies that a role has or, if their roles are not known, may have. */
export function policiesOfRole(
  template: Template,
  { id }: Resource,
): IdentityPolicy[] {
  const { known, anyRole } = byRole(template);
  return [...(known.get(id) ?? []), ...anyRole];
}
