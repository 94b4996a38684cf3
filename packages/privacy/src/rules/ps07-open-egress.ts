import { classifyCidr, type Value } from '@private-serverless/template';
import { observeGroups } from '../network/groupRules';
import { ownRange } from '../network/ownRange';
import { Observation, placeOf, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/**
 * The limited broadcast address, which no router forwards. The AWS CDK writes a rule with it to drop the rule that allows all
 * egress. Source: RFC 919, and https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ec2.SecurityGroup.html
 */
const nowhere = '255.255.255.255/32';

/** A rule that allows nothing, which keeps AWS from adding the one that allows everything. */
const noEgress = {
  IpProtocol: '-1',
  CidrIp: '127.0.0.1/32',
  Description: 'No egress',
};

const targetKeys = ['DestinationSecurityGroupId', 'DestinationPrefixListId'];

/**
 * PS07: security groups allow no egress to public addresses. The entries of
 * prefix lists are not evaluated, because gateway endpoints need the prefix
 * lists of AWS services.
 */
export const openEgress: Rule = {
  id: 'PS07',
  title: 'No egress to public addresses',
  severity: 'M',
  why: 'A security group without egress rules allows all egress. Only routing then keeps data in the network.',
  fix: 'Declare egress rules to security groups, prefix lists or private CIDRs.',
  *check(template) {
    yield* observeGroups(template, 'egress');
    for (const group of template.ofType('AWS::EC2::SecurityGroup')) {
      yield* checkGroup(template, group);
    }
    for (const rule of template.ofType('AWS::EC2::SecurityGroupEgress')) {
      for (const value of template.get(rule.node, 'Properties')) {
        yield* checkTarget(template, rule, value);
      }
    }
  },
};

function* checkGroup(
  template: Template,
  group: Resource,
): Iterable<Observation> {
  for (const rules of template.property(group, 'SecurityGroupEgress')) {
    const items = template.items([rules]);
    const mayBeEmpty =
      items.length === 0 ||
      (rules.kind === 'list' &&
        rules.items.every(item =>
          template.values(item).some(({ kind }) => kind === 'absent'),
        ));
    if (mayBeEmpty && hasOwnRule(template, group)) {
      yield {
        status: 'proven',
        resource: group.id,
        at: placeOf(group),
        message: `${group.id} has egress rules of its own in the template, so AWS removes the one that allows all egress.`,
      };
    } else if (mayBeEmpty) {
      // Documentation of AWS::EC2::SecurityGroup: without egress rules, all outbound traffic is allowed.
      yield {
        status: 'violated',
        resource: group.id,
        at: rules.kind === 'absent' ? placeOf(group) : rules.at,
        message: `${group.id} has no egress rule, so AWS adds one that allows all egress.`,
        change: { path: 'Properties.SecurityGroupEgress', value: [noEgress] },
      };
    }
    for (const item of items) yield* checkTarget(template, group, item);
  }
}

/**
 * Whether a separate rule certainly belongs to a group. AWS then removes the rule that allows all egress.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html
 */
function hasOwnRule(template: Template, { id }: Resource): boolean {
  return template
    .ofType('AWS::EC2::SecurityGroupEgress')
    .some(
      rule =>
        template.certainlyExists(rule) &&
        template
          .property(rule, 'GroupId')
          .every(value => value.kind === 'reference' && value.id === id),
    );
}

function* checkTarget(
  template: Template,
  { id }: Resource,
  rule: Value,
): Iterable<Observation> {
  if (rule.kind !== 'map') {
    yield unproven(id, rule);
    return;
  }
  const targets = targetKeys
    .flatMap(key => template.child(rule, key))
    .filter(({ kind }) => kind !== 'absent');
  const cidrs = ['CidrIp', 'CidrIpv6']
    .flatMap(key => template.child(rule, key))
    .filter(({ kind }) => kind !== 'absent');
  for (const cidr of cidrs) yield assessCidr(template, id, cidr);
  if (cidrs.length > 0) return;
  // The properties accept only a group or a prefix list, so their values, such as one that the deploy looks up, do not matter.
  const unknown = targets.find(
    ({ kind, at }) =>
      kind === 'unknown' &&
      at.kind === 'map' &&
      at.entries.has('Fn::Transform'),
  );
  if (unknown) {
    yield unproven(id, unknown);
  } else if (targets.length === 0) {
    yield unproven(id, rule);
  } else {
    yield {
      status: 'proven',
      resource: id,
      at: rule.at,
      message: `${id} allows egress to a security group or prefix list.`,
    };
  }
}

function assessCidr(template: Template, id: string, value: Value): Observation {
  const network = ownRange(template, value);
  if (network) {
    return {
      status: 'proven',
      resource: id,
      at: value.at,
      message: `${id} allows egress to the range of ${network}, which is in the template.`,
    };
  }
  const text = value.kind === 'scalar' && !value.symbolic ? value.text : '';
  if (text.trim() === nowhere) {
    return {
      status: 'proven',
      resource: id,
      at: value.at,
      message: `${id} allows egress to no address: nothing can be sent to ${nowhere}.`,
    };
  }
  const kind = classifyCidr(text);
  if (kind === 'invalid') return unproven(id, value);
  return {
    status: kind === 'public' ? 'violated' : 'proven',
    resource: id,
    at: value.at,
    message:
      kind === 'public'
        ? `${id} allows egress to ${text.trim()}, which contains public addresses.`
        : `${id} allows egress to ${text.trim()}, which is private.`,
  };
}

function unproven(id: string, value: Value): Observation {
  return {
    status: 'unproven',
    resource: id,
    at: value.at,
    message: `Cannot determine the allowed destinations of ${id}: the value ${whyUnknown(
      value,
    )}.`,
  };
}
