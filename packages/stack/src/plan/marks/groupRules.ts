import { itemsOf, isMap, member, type Shape, Unknown } from '../view/Shape';
import { referredId, shownValue } from '../view/references';
import type { StackView } from '../view/StackView';

export type Direction = 'ingress' | 'egress';

/** The source or destination of a rule. */
export type Peer =
  | { kind: 'cidr'; cidr: string }
  /** `id`: logical ID of a group or prefix list of the stack. */
  | { kind: 'group' | 'prefix list'; id?: string; name: string }
  | { kind: 'unknown'; why: string };

/** A rule of a security group. */
export type GroupRule = {
  /** Logical ID, or the ID of a group outside the stack. */
  group: string;
  /** Whether the stack has the group. */
  isOwn: boolean;
  /** Logical ID of the resource in the template that has the rule. */
  source: string;
  direction: Direction;
  /** `tcp`, `udp`, … or `-1` for all. */
  protocol: string;
  from: number;
  to: number;
  peer: Peer;
  /** True for the rule that AWS adds to a new group without an egress rule. */
  isDefault?: boolean;
};

const groupType = 'AWS::EC2::SecurityGroup';

/** The rules of a stack's security groups, inline or in separate resources. */
export function groupRules(view: StackView): GroupRule[] {
  const rules: GroupRule[] = [];
  for (const { id, type, properties, unknown } of view.values()) {
    if (type === groupType) {
      const inline = { group: id, isOwn: true, source: id };
      for (const direction of ['ingress', 'egress'] as const) {
        const list = properties[`SecurityGroup${capital(direction)}`];
        const whole = unknown === undefined ? list : new Unknown(unknown);
        for (const rule of itemsOf(whole)) {
          rules.push(...rulesOf(rule, { ...inline, direction }, view));
        }
        if (direction === 'egress' && itemsOf(whole).length === 0) {
          rules.push(...defaultEgress(inline));
        }
      }
    }
    const direction = /^AWS::EC2::SecurityGroup(Ingress|Egress)$/.exec(type);
    if (direction) {
      const group = properties.GroupId ?? properties.GroupName;
      const own = referredId(group, view);
      rules.push(
        ...rulesOf(
          properties,
          {
            group: own ?? shownValue(group, view),
            isOwn: own !== undefined,
            source: id,
            direction: direction[1]!.toLowerCase() as Direction,
          },
          view,
        ),
      );
    }
  }
  return rules;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html */
function defaultEgress(
  of: Pick<GroupRule, 'group' | 'isOwn' | 'source'>,
): GroupRule[] {
  return ['0.0.0.0/0', '::/0'].map(cidr => ({
    ...of,
    direction: 'egress',
    protocol: '-1',
    from: -1,
    to: -1,
    peer: { kind: 'cidr', cidr },
    isDefault: true,
  }));
}

function rulesOf(
  rule: Shape,
  of: Pick<GroupRule, 'group' | 'isOwn' | 'source' | 'direction'>,
  view: StackView,
): GroupRule[] {
  if (!isMap(rule)) {
    const why = rule instanceof Unknown ? rule.why : 'is not a rule';
    const peer = { kind: 'unknown' as const, why };
    return [{ ...of, protocol: '-1', from: -1, to: -1, peer }];
  }
  const base = {
    ...of,
    protocol: protocolOf(rule.IpProtocol),
    from: portOf(rule.FromPort),
    to: portOf(rule.ToPort),
  };
  const peers = peersOf(rule, view);
  const none: Peer = { kind: 'unknown', why: 'has no source or destination' };
  return (peers.length > 0 ? peers : [none]).map(peer => ({ ...base, peer }));
}

function peersOf(rule: Shape, view: StackView): Peer[] {
  const named = (kind: 'group' | 'prefix list', value: Shape): Peer => ({
    kind,
    id: referredId(value, view),
    name: shownValue(value, view),
  });
  const known = (names: string[], peer: (value: Shape) => Peer): Peer[] =>
    names.flatMap(name => {
      const value = member(rule, name);
      if (value === undefined) return [];
      return value instanceof Unknown
        ? [{ kind: 'unknown', why: value.why } as const]
        : [peer(value)];
    });
  return [
    ...known(['CidrIp', 'CidrIpv6'], value => ({
      kind: 'cidr',
      cidr: String(value).trim(),
    })),
    ...known(
      [
        'SourceSecurityGroupId',
        'SourceSecurityGroupName',
        'DestinationSecurityGroupId',
      ],
      value => named('group', value),
    ),
    ...known(['SourcePrefixListId', 'DestinationPrefixListId'], value =>
      named('prefix list', value),
    ),
  ];
}

/** IANA's numbers of the protocols that have names. */
const protocolNames: Record<string, string> = {
  6: 'tcp',
  17: 'udp',
  1: 'icmp',
  58: 'icmpv6',
};

/** An unknown protocol counts as all. */
function protocolOf(value: Shape | undefined): string {
  if (typeof value !== 'string') return '-1';
  const text = value.trim().toLowerCase();
  if (text === 'all') return '-1';
  return Object.hasOwn(protocolNames, text) ? protocolNames[text]! : text;
}

/** An absent or unknown port counts as all, written -1. */
function portOf(value: Shape | undefined): number {
  const port = typeof value === 'string' && value !== '' ? Number(value) : NaN;
  return Number.isInteger(port) ? port : -1;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
