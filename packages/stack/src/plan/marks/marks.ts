import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { apiMarks } from './apis';
import { connectionMarks } from './connections';
import { costMarks } from './costs';
import { endpointPolicyMarks } from './endpointPolicies';
import { firewallMarks } from './firewalls';
import { identityMarks } from './identities';
import { membershipMarks } from './membership';
import { networkMarks } from './network';
import { opaqueMarks } from './opaque';
import { protectionMarks } from './protections';
import { resourcePolicyMarks } from './resourcePolicies';
import { roleMarks } from './roles';
import { securityGroupMarks } from './securityGroups';
import { switchMarks } from './switches';

/**
 * The marks of a comparison. A template is untrusted input: if it cannot be compared, that is a mark, and no reason to
 * fail a deploy.
 *
 * @param path - logical IDs of the nested stacks that lead to the compared stack
 */
export function marksOrUnknown(
  compare: () => Comparison,
  path: string[] = [],
): PlanWarning[] {
  const marks = () => {
    try {
      return marksOf(compare(), path.length > 0);
    } catch (error) {
      const { message } = error as Error;
      const text = `what becomes wider is unknown: ${message}`;
      return [{ kind: 'unknown' as const, text }];
    }
  };
  if (path.length === 0) return marks();
  return marks().map(mark => ({
    ...mark,
    path,
    text: `${path.join(' › ')} › ${mark.text}`,
  }));
}

/**
 * What becomes wider with a change set: permissions and network access that are added, and protections that are removed.
 * What cannot be determined is marked as unknown. Also what can no longer be reached, and what costs money without being used.
 *
 * - In an update, a permission or rule is new unless the stack before the deploy already covers it, in whichever resource
 *   it was declared.
 * - The permissions and rules of a new resource are marked only if they reach beyond the stack, its VPC and the corporate
 *   networks.
 * - A resource that is not in the change set does not change.
 *
 * @param isNested - whether it is a comparison of a nested stack
 */
export function marksOf(
  comparison: Comparison,
  isNested = false,
): PlanWarning[] {
  return [
    ...identityMarks(comparison),
    ...roleMarks(comparison),
    ...resourcePolicyMarks(comparison),
    ...endpointPolicyMarks(comparison),
    ...apiMarks(comparison),
    ...securityGroupMarks(comparison),
    ...networkMarks(comparison),
    ...membershipMarks(comparison),
    ...switchMarks(comparison),
    ...firewallMarks(comparison),
    ...protectionMarks(comparison),
    ...opaqueMarks(comparison),
    ...connectionMarks(comparison, isNested),
    ...costMarks(comparison),
  ];
}
