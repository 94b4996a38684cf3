import { classifyCidr, describeInvalidCidr } from '../cidr';
import { Observation, placeOf, Rule } from '../rule';
import { Resource, Template } from '../template/template';
import { Value } from '../template/value';

/** Sources of an ingress rule that are private by nature: another security group. */
const groupKeys = ['SourceSecurityGroupId', 'SourceSecurityGroupName'];

/** PS06: no security group admits a public address, inline or by a resource of its own. */
export const publicIngress: Rule = {
  id: 'PS06',
  title: 'No ingress from public addresses',
  severity: 'H',
  why: 'A security group that admits public ranges relies on routing alone.',
  fix: 'Admit security groups or private CIDRs only.',
  *check(template) {
    for (const group of template.ofType('AWS::EC2::SecurityGroup')) {
      yield* checkGroup(template, group);
    }
    for (const rule of template.ofType('AWS::EC2::SecurityGroupIngress')) {
      for (const value of template.get(rule.node, 'Properties')) {
        yield* checkSource(template, rule, value);
      }
    }
  },
};

function* checkGroup(
  template: Template,
  group: Resource,
): Iterable<Observation> {
  const rules = template.items(
    template.property(group, 'SecurityGroupIngress'),
  );
  for (const rule of rules) yield* checkSource(template, group, rule);
  if (rules.length === 0) {
    yield {
      status: 'proven',
      resource: group.id,
      at: placeOf(group),
      message: `${group.id} has no inline ingress rule.`,
    };
  }
}

function* checkSource(
  template: Template,
  { id }: Resource,
  rule: Value,
): Iterable<Observation> {
  const base = { resource: id, at: rule.at };
  if (rule.kind !== 'map') {
    const why = rule.kind === 'unknown' ? rule.why : 'is no rule';
    yield unproven(id, rule, why);
    return;
  }
  let sources = 0;
  for (const key of ['CidrIp', 'CidrIpv6']) {
    for (const value of template.child(rule, key)) {
      if (value.kind === 'absent') continue;
      sources += 1;
      yield judgeCidr(id, value);
    }
  }
  for (const value of template.child(rule, 'SourcePrefixListId')) {
    if (value.kind === 'absent') continue;
    sources += 1;
    yield* judgePrefixList(template, id, value);
  }
  const fromGroup = groupKeys.some(key =>
    template.child(rule, key).some(value => value.kind !== 'absent'),
  );
  if (fromGroup) {
    yield {
      ...base,
      status: 'proven',
      message: `${id} admits a security group.`,
    };
  } else if (sources === 0) {
    yield unproven(id, rule, 'names no source');
  }
}

function judgeCidr(id: string, value: Value): Observation {
  if (value.kind !== 'scalar' || value.symbolic) {
    return unproven(
      id,
      value,
      value.kind === 'unknown' ? value.why : 'is not a known CIDR',
    );
  }
  const kind = classifyCidr(value.text);
  if (kind === 'invalid') {
    return unproven(id, value, `is ${describeInvalidCidr(value.text)}`);
  }
  return kind === 'public'
    ? {
        status: 'violated',
        resource: id,
        at: value.at,
        message: `${id} admits ${value.text.trim()}, which holds public addresses.`,
      }
    : {
        status: 'proven',
        resource: id,
        at: value.at,
        message: `${id} admits ${value.text.trim()}, which is private.`,
      };
}

/** A prefix list of this template is judged by its entries; of any other the content is not known. */
function* judgePrefixList(
  template: Template,
  id: string,
  value: Value,
): Iterable<Observation> {
  const list =
    value.kind === 'reference' ? template.resource(value.id) : undefined;
  if (list?.type !== 'AWS::EC2::PrefixList') {
    yield unproven(id, value, 'is a prefix list whose entries are not here');
    return;
  }
  const entries = template.items(template.property(list, 'Entries'));
  if (entries.length === 0) yield unproven(id, value, 'has no entries here');
  for (const item of entries) {
    for (const cidr of template.child(item, 'Cidr')) yield judgeCidr(id, cidr);
  }
}

function unproven(id: string, value: Value, why: string): Observation {
  return {
    status: 'unproven',
    resource: id,
    at: value.at,
    message: `Who is admitted by ${id} is not known: it ${why}.`,
  };
}
