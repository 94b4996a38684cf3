import {
  classifyCidr,
  describeInvalidCidr,
  type Value,
} from '@private-serverless/template';
import { observeGroups } from '../network/groupRules';
import { ownRange } from '../network/ownRange';
import { Observation, placeOf, Rule } from '../rule';
import { Resource, Template } from '../template/Template';

/** Ingress sources that are always private: other security groups. */
const groupKeys = ['SourceSecurityGroupId', 'SourceSecurityGroupName'];

/** PS06: no security group allows ingress from a public address, inline or in a separate resource. */
export const publicIngress: Rule = {
  id: 'PS06',
  title: 'No ingress from public addresses',
  severity: 'H',
  why: 'If a security group allows public ranges, only routing protects the network.',
  fix: 'Allow only security groups or private CIDRs.',
  *check(template) {
    yield* observeGroups(template, 'ingress');
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
    const why = rule.kind === 'unknown' ? rule.why : 'is not a rule';
    yield unproven(id, rule, why);
    return;
  }
  let sources = 0;
  for (const key of ['CidrIp', 'CidrIpv6']) {
    for (const value of template.child(rule, key)) {
      if (value.kind === 'absent') continue;
      sources += 1;
      yield assessCidr(template, id, value);
    }
  }
  for (const value of template.child(rule, 'SourcePrefixListId')) {
    if (value.kind === 'absent') continue;
    sources += 1;
    yield* assessPrefixList(template, id, value);
  }
  const isFromGroup = groupKeys.some(key =>
    template.child(rule, key).some(value => value.kind !== 'absent'),
  );
  if (isFromGroup) {
    yield {
      ...base,
      status: 'proven',
      message: `${id} allows ingress from a security group.`,
    };
  } else if (sources === 0) {
    yield unproven(id, rule, 'has no source');
  }
}

function assessCidr(template: Template, id: string, value: Value): Observation {
  const network = ownRange(template, value);
  if (network) {
    return {
      status: 'proven',
      resource: id,
      at: value.at,
      message: `${id} allows ingress from the range of ${network}, which is in the template.`,
    };
  }
  if (value.kind !== 'scalar' || value.symbolic) {
    return unproven(
      id,
      value,
      value.kind === 'unknown' ? value.why : 'is not a known CIDR block',
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
        message: `${id} allows ingress from ${value.text.trim()}, which contains public addresses.`,
      }
    : {
        status: 'proven',
        resource: id,
        at: value.at,
        message: `${id} allows ingress from ${value.text.trim()}, which is private.`,
      };
}

/** Evaluates the entries of a prefix list in this template, or those that the network facts have. */
function* assessPrefixList(
  template: Template,
  id: string,
  value: Value,
): Iterable<Observation> {
  const list =
    value.kind === 'reference' ? template.resource(value.id) : undefined;
  if (list?.type !== 'AWS::EC2::PrefixList') {
    yield* assessExistingList(template, id, value);
    return;
  }
  const entries = template.items(template.property(list, 'Entries'));
  if (entries.length === 0) {
    yield unproven(
      id,
      value,
      'is a prefix list without entries in the template',
    );
  }
  for (const item of entries) {
    for (const cidr of template.child(item, 'Cidr')) {
      yield assessCidr(template, id, cidr);
    }
  }
}

function* assessExistingList(
  template: Template,
  id: string,
  value: Value,
): Iterable<Observation> {
  const { network } = template;
  const known =
    value.kind === 'scalar' && !value.symbolic
      ? network.prefixList(value.text.trim())
      : undefined;
  if (!known?.value) {
    const why = 'is a prefix list whose entries are not in the template';
    const more = known ? `, and ${known.why}` : '';
    yield { ...unproven(id, value, `${why}${more}`), fix: network.advice };
    return;
  }
  for (const range of known.value) {
    const { at } = value;
    yield assessCidr(template, id, {
      kind: 'scalar',
      at,
      text: range,
      symbolic: false,
    });
  }
}

function unproven(id: string, value: Value, why: string): Observation {
  return {
    status: 'unproven',
    resource: id,
    at: value.at,
    message: `Cannot determine the allowed sources of ${id}: the value ${why}.`,
  };
}
