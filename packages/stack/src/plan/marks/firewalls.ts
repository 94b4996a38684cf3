import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { isSame } from '../view/compare';
import { itemsOf, member, type Shape, Unknown } from '../view/Shape';
import { referredIds, shownValue } from '../view/references';
import type { ViewedResource } from '../view/StackView';
import { type Check, marksOfChecks } from './check';

/** The associations of web ACLs, by the resource that they protect. */
function associationMarks(comparison: Comparison): PlanWarning[] {
  const type = /^AWS::WAF(v2|Regional)::WebACLAssociation$/;
  const associations = (side: 'before' | 'after') =>
    [...comparison[side].values()].filter(resource => type.test(resource.type));
  const aclOf = ({ properties }: ViewedResource) =>
    properties.WebACLArn ?? properties.WebACLId;
  const after = associations('after');
  return associations('before').flatMap(association => {
    const { ResourceArn: of } = association.properties;
    const name = typeof of === 'string' ? of : '';
    const own = referredIds(name, comparison.before);
    const isGone = own.some(id => !comparison.after.has(id));
    if (isGone || !comparison.isChanged(association.id)) return [];
    const now = after.find(other => isSame(other.properties.ResourceArn, of));
    if (now && isSame(aclOf(now), aclOf(association))) return [];
    const subject = shownValue(of, comparison.all);
    return [
      {
        kind: 'network' as const,
        logicalId: association.id,
        text: `${comparison.nameOf(association.id)}: ${
          now
            ? `another web ACL inspects the requests to ${subject}: ${shownValue(
                aclOf(now),
                comparison.all,
              )}`
            : `the association is removed: no web application firewall inspects the requests to ${subject}`
        }`,
      },
    ];
  });
}

const webAclRules: Check = (after, before) => {
  if (!before) return [];
  const actionOf = (action: Shape | undefined) =>
    typeof action === 'object' && !(action instanceof Unknown)
      ? Object.keys(action)[0] ?? 'none'
      : 'none';
  const rulesOf = ({ properties }: ViewedResource) =>
    new Map(
      itemsOf(properties.Rules).map(rule => [
        String(member(rule, 'Name')),
        actionOf(member(rule, 'Action') ?? member(rule, 'OverrideAction')),
      ]),
    );
  const [was, is] = [before, after].map(acl =>
    actionOf(acl.properties.DefaultAction),
  );
  const now = rulesOf(after);
  return [
    ...(was === 'Block' && is !== 'Block'
      ? [`default action ${was} → ${is}`]
      : []),
    ...[...rulesOf(before)].flatMap(([name, action]) => {
      if (!now.has(name)) return [`rule ${name} is removed`];
      return now.get(name) === action || now.get(name) === 'Block'
        ? []
        : [`rule ${name}: action ${action} → ${now.get(name)}`];
    }),
  ];
};

/** Marks of web application firewalls that inspect less: associations, rules and default actions. */
export function firewallMarks(comparison: Comparison): PlanWarning[] {
  return [
    ...associationMarks(comparison),
    ...marksOfChecks(
      'network',
      [[/^AWS::WAFv2::WebACL$/, webAclRules]],
      comparison,
    ),
  ];
}
