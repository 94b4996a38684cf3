import type { Truth, Value } from '@private-serverless/template';
import type { Template } from '../template/Template';
import { identityOf } from './identity';
import type { Known } from './KnownNetwork';
import { shownName } from './names';

/** Whom an ingress rule admits. */
export type Source =
  | { kind: 'group'; name: string }
  | { kind: 'range'; value: Value }
  | { kind: 'unknown'; why: string };

/** An ingress rule of a security group. */
export type IngressRule = {
  /** Whether it admits connections to a port of TCP. */
  admits(port: number): Truth;
  sources: Source[];
};

/** The ingress rules of a security group, by its name as {@link identityOf} has it. */
export function ingressRulesOf(
  template: Template,
  group: string,
): Known<IngressRule[]> {
  if (!group.startsWith('resource ')) {
    return /^sg-/.test(group)
      ? ofFacts(template, group)
      : { why: `the rules of ${group} are not known` };
  }
  const resource = template.resource(shownName(group));
  const type = resource?.lowerType;
  // The default group of a VPC admits its own members.
  if (type === 'aws::ec2::vpc') {
    const sources: Source[] = [{ kind: 'group', name: group }];
    return { value: [{ admits: () => true, sources }] };
  }
  if (!resource || type !== 'aws::ec2::securitygroup') {
    return { why: `${shownName(group)} is not a security group` };
  }
  const inline = template.items(
    template.property(resource, 'SecurityGroupIngress'),
  );
  const separate = template
    .ofType('AWS::EC2::SecurityGroupIngress')
    .filter(rule =>
      template
        .property(rule, 'GroupId')
        .some(value => identityOf(value) === group),
    )
    .flatMap(rule => template.get(rule.node, 'Properties'));
  return { value: [...inline, ...separate].map(rule => read(template, rule)) };
}

function read(template: Template, rule: Value): IngressRule {
  if (rule.kind !== 'map') {
    const why = rule.kind === 'unknown' ? rule.why : 'is not a rule';
    return { admits: () => undefined, sources: [{ kind: 'unknown', why }] };
  }
  const present = (name: string) =>
    template.child(rule, name).filter(({ kind }) => kind !== 'absent');
  const groups = present('SourceSecurityGroupId').map((value): Source => {
    const name = identityOf(value);
    if (name !== undefined) return { kind: 'group', name };
    const why = value.kind === 'unknown' ? value.why : 'is not an ID';
    return { kind: 'unknown', why };
  });
  const ranges = [...present('CidrIp'), ...present('CidrIpv6')].map(
    (value): Source => ({ kind: 'range', value }),
  );
  const others = ['SourcePrefixListId', 'SourceSecurityGroupName']
    .flatMap(present)
    .map(
      (): Source => ({ kind: 'unknown', why: 'is a list of ranges or a name' }),
    );
  const numbers = (name: string) => present(name).map(numberOf);
  const [from, to] = [numbers('FromPort'), numbers('ToPort')];
  const protocols = present('IpProtocol').map(value =>
    value.kind === 'scalar' ? value.text.toLowerCase() : undefined,
  );
  return {
    admits: port => admitsPort(port, protocols, from, to),
    sources: [...groups, ...ranges, ...others],
  };
}

function numberOf(value: Value): number | undefined {
  const number = value.kind === 'scalar' ? Number(value.text) : NaN;
  return Number.isInteger(number) ? number : undefined;
}

function admitsPort(
  port: number,
  protocols: Array<string | undefined>,
  [from, ...moreFrom]: Array<number | undefined>,
  [to, ...moreTo]: Array<number | undefined>,
): Truth {
  const [protocol, ...more] = protocols;
  if (more.length + moreFrom.length + moreTo.length > 0) return undefined;
  if (protocol === '-1') return true;
  if (protocol === undefined) return undefined;
  if (protocol !== 'tcp' && protocol !== '6') return false;
  if (from === undefined || to === undefined) return undefined;
  return from <= port && port <= to;
}

/** Reads `IpPermissions` of the EC2 API. */
function ofFacts(template: Template, id: string): Known<IngressRule[]> {
  const group = template.network.group(id);
  if (group.why !== undefined) return group;
  return {
    value: group.value.ingress.map((rule): IngressRule => {
      const entries = (rule ?? {}) as Record<string, unknown>;
      const listOf = (name: string) =>
        (Array.isArray(entries[name]) ? entries[name] : []) as Array<
          Record<string, unknown>
        >;
      const ranges = [
        ...listOf('IpRanges').map(({ CidrIp }) => CidrIp),
        ...listOf('Ipv6Ranges').map(({ CidrIpv6 }) => CidrIpv6),
      ].map((range): Source => {
        const text = String(range);
        const at = { kind: 'scalar', path: '', line: 0, value: text } as const;
        const value: Value = { kind: 'scalar', at, text, symbolic: false };
        return { kind: 'range', value };
      });
      const port = (name: string) => {
        const value = entries[name];
        return typeof value === 'number' ? [value] : [];
      };
      return {
        admits: wanted =>
          admitsPort(
            wanted,
            [String(entries.IpProtocol)],
            port('FromPort'),
            port('ToPort'),
          ),
        sources: [
          ...listOf('UserIdGroupPairs').map(
            ({ GroupId }): Source => ({ kind: 'group', name: String(GroupId) }),
          ),
          ...ranges,
          ...listOf('PrefixListIds').map(
            (): Source => ({ kind: 'unknown', why: 'is a list of ranges' }),
          ),
        ],
      };
    }),
  };
}
