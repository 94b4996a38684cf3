import { containsCidr, classifyCidr } from '@private-serverless/template';
import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { itemsOf, member } from '../view/Shape';
import { type GroupRule, groupRules, type Peer } from './groupRules';

/**
 * Marks of security group rules: the new rules of an existing group or of one outside the stack, and the rules of a new
 * group that reach beyond the VPC and the corporate networks. A rule that another one already covered is not new.
 */
export function securityGroupMarks(comparison: Comparison): PlanWarning[] {
  const before = groupRules(comparison.before);
  const hasGateway = comparison
    .ofType('after', 'AWS::EC2::VPCEndpoint')
    .some(
      ({ properties: { VpcEndpointType: kind = 'Gateway' } }) =>
        kind === 'Gateway',
    );
  const found = groupRules(comparison.after).filter(
    rule =>
      comparison.isChanged(rule.source) &&
      !(rule.isDefault && isKept(rule.group, comparison)) &&
      !before.some(other => covers(other, rule)) &&
      !(
        rule.isOwn &&
        comparison.isNew(rule.group) &&
        isNear(rule, comparison, hasGateway)
      ),
  );
  const texts = new Map<string, PlanWarning>();
  for (const rule of found) {
    const text = textOf(rule, comparison);
    texts.set(text, { kind: 'network', logicalId: rule.source, text });
  }
  return [...texts.values()];
}

/**
 * AWS adds its rule when it creates a group, and not when the last rule of a group is removed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html
 */
function isKept(group: string, comparison: Comparison): boolean {
  return !comparison.isNew(group) && !comparison.isReplaced(group);
}

function covers(before: GroupRule, after: GroupRule): boolean {
  const isAll = before.protocol === '-1';
  return (
    before.group === after.group &&
    before.direction === after.direction &&
    (isAll || before.protocol === after.protocol) &&
    (isAll ||
      before.from === -1 ||
      (after.from >= before.from &&
        after.to <= before.to &&
        after.from !== -1)) &&
    coversPeer(before.peer, after.peer)
  );
}

function coversPeer(before: Peer, after: Peer): boolean {
  if (before.kind === 'cidr') {
    return after.kind === 'cidr' && containsCidr(before.cidr, after.cidr);
  }
  if (before.kind === 'unknown' || after.kind === 'unknown') return false;
  return (
    before.kind === after.kind && before.name === (after as typeof before).name
  );
}

/** Whether a rule of a new group stays in the stack, its VPC and the corporate networks. */
function isNear(
  rule: GroupRule,
  comparison: Comparison,
  hasGateway: boolean,
): boolean {
  const { peer, direction } = rule;
  switch (peer.kind) {
    case 'cidr':
      return comparison.isNear(peer.cidr);
    case 'group':
      return peer.id !== undefined;
    case 'prefix list': {
      const list = peer.id && comparison.after.get(peer.id);
      if (list) {
        const entries = itemsOf(list.properties.Entries).map(entry =>
          member(entry, 'Cidr'),
        );
        return (
          entries.length > 0 &&
          entries.every(
            cidr => typeof cidr === 'string' && comparison.isNear(cidr),
          )
        );
      }
      // The list of S3 or DynamoDB: the gateway endpoint routes it.
      return (
        direction === 'egress' &&
        rule.from === 443 &&
        rule.to === 443 &&
        hasGateway
      );
    }
    default:
      return false;
  }
}

function textOf(rule: GroupRule, comparison: Comparison): string {
  const { group, isOwn, direction, peer, isDefault } = rule;
  const name = isOwn
    ? comparison.nameOf(group)
    : `${comparison.nameOf(
        rule.source,
      )}: security group ${group}, which is not in this stack`;
  if (isDefault) {
    return `${name}: has no egress rule, so AWS allows egress to every address`;
  }
  const side = direction === 'ingress' ? 'from' : 'to';
  return `${name}: new ${direction} rule: ${portsText(rule)} ${side} ${peerText(
    peer,
    comparison,
  )}`;
}

function peerText(peer: Peer, comparison: Comparison): string {
  switch (peer.kind) {
    case 'cidr':
      return `${peer.cidr}${cidrNote(peer.cidr, comparison)}`;
    case 'group':
      return (
        peer.id ?? `security group ${peer.name}, which is not in this stack`
      );
    case 'prefix list':
      return peer.id
        ? `prefix list ${peer.id}`
        : `prefix list ${peer.name}, whose addresses are unknown`;
    default:
      return `an unknown address: the value ${peer.why}`;
  }
}

function cidrNote(cidr: string, comparison: Comparison): string {
  if (/^(0\.0\.0\.0|::)\/0$/.test(cidr)) return ', which is every address';
  switch (classifyCidr(cidr)) {
    case 'public':
      return ', which has public addresses';
    case 'invalid':
      return ', which is not a valid CIDR block';
    default:
      return comparison.isNear(cidr)
        ? ''
        : ', outside the VPC and the corporate networks';
  }
}

function portsText({ protocol, from, to }: GroupRule): string {
  if (protocol === '-1') return 'all traffic';
  const name = protocol.toUpperCase();
  if (from === -1) return `${name}, all ports`;
  return from === to ? `${name} ${from}` : `${name} ${from} to ${to}`;
}
