import { type Policy, readPolicy } from '../policy/Statement';
import { itemsOf, member, type Shape, Unknown } from '../view/Shape';
import { referredId, shownValue } from '../view/references';
import type { StackView, ViewedResource } from '../view/StackView';

/** A policy, or the ARN of a managed policy, that a role, user or group has. */
export type Grant = {
  /** Logical ID, or the kind and name of an identity outside the stack. Equal before and after the deploy. */
  identity: string;
  /** Logical ID of the identity. Undefined if it is outside the stack or unknown. */
  own?: string;
  /** Logical ID of the resource in the template that has the policy. */
  source: string;
  /** Logical ID of the managed policy, if an identity names it. */
  managedBy?: string;
} & ({ policy: Policy } | { managedPolicy: string });

/** The property of each type that names the identities of its policy, and their kind. */
const attachedTo = new Map<string, Array<[property: string, kind: string]>>(
  Object.entries({
    'AWS::IAM::Policy': [
      ['Roles', 'role'],
      ['Users', 'user'],
      ['Groups', 'group'],
    ],
    'AWS::IAM::ManagedPolicy': [
      ['Roles', 'role'],
      ['Users', 'user'],
      ['Groups', 'group'],
    ],
    'AWS::IAM::RolePolicy': [['RoleName', 'role']],
    'AWS::IAM::UserPolicy': [['UserName', 'user']],
    'AWS::IAM::GroupPolicy': [['GroupName', 'group']],
  }),
);

const identityTypes = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/**
 * The policies of every role, user and group, and of permission sets. A managed policy that no identity of the stack has
 * counts as an identity, because identities outside the stack can have it.
 */
export function identityGrants(view: StackView): Grant[] {
  const names = identityNames(view);
  const grants = [...view.values()].flatMap(resource =>
    grantsOf(resource, view, names),
  );
  const used = new Set(grants.map(grant => grant.managedBy ?? grant.source));
  const unused = [...view.values()].filter(
    ({ id, type }) => type === 'AWS::IAM::ManagedPolicy' && !used.has(id),
  );
  return [
    ...grants,
    ...unused.map(({ id, properties }) => ({
      identity: id,
      own: id,
      source: id,
      policy: readPolicy(properties.PolicyDocument),
    })),
  ];
}

function grantsOf(
  resource: ViewedResource,
  view: StackView,
  names: ReadonlyMap<string, string>,
): Grant[] {
  const { id, type, properties } = resource;
  const own = { identity: id, own: id, source: id };
  if (identityTypes.includes(type)) {
    return [
      ...itemsOf(properties.Policies).map(item => ({
        ...own,
        policy: readPolicy(
          item instanceof Unknown ? item : member(item, 'PolicyDocument'),
        ),
      })),
      ...itemsOf(properties.ManagedPolicyArns).map(arn =>
        managed(own, arn, view),
      ),
    ];
  }
  if (type === 'AWS::SSO::PermissionSet') {
    return [
      { ...own, policy: readPolicy(properties.InlinePolicy) },
      ...itemsOf(properties.ManagedPolicies).map(arn =>
        managed(own, arn, view),
      ),
    ];
  }
  return (attachedTo.get(type) ?? []).flatMap(([property, kind]) =>
    itemsOf(properties[property]).map(name => ({
      ...identityNamed(name, kind, { view, names }),
      source: id,
      policy: readPolicy(properties.PolicyDocument),
    })),
  );
}

/** A managed policy of the stack counts as a policy of the identity that names it. */
function managed(
  of: { identity: string; own: string; source: string },
  arn: Shape,
  view: StackView,
): Grant {
  const policy = view.get(referredId(arn, view) ?? '');
  return policy?.type === 'AWS::IAM::ManagedPolicy'
    ? {
        ...of,
        managedBy: policy.id,
        policy: readPolicy(policy.properties.PolicyDocument),
      }
    : { ...of, managedPolicy: shownValue(arn, view) };
}

function identityNamed(
  name: Shape,
  kind: string,
  { view, names }: { view: StackView; names: ReadonlyMap<string, string> },
): { identity: string; own?: string } {
  const id =
    referredId(name, view) ??
    (typeof name === 'string' ? names.get(name) : undefined);
  if (id) return { identity: id, own: id };
  return {
    identity:
      name instanceof Unknown
        ? `a ${kind} that is unknown (its name ${name.why})`
        : `${kind} ${shownValue(name, view)}, which is not in this stack`,
  };
}

/** The identities of the stack by their explicit names, which a policy can use instead of a reference. */
function identityNames(view: StackView): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, type, properties } of view.values()) {
    if (!identityTypes.includes(type)) continue;
    const { RoleName, UserName, GroupName } = properties;
    for (const name of [RoleName, UserName, GroupName]) {
      if (typeof name === 'string') names.set(name, id);
    }
  }
  return names;
}
