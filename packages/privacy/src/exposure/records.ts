import {
  classifyCidr,
  entry,
  type Node,
  stringOf,
  type Value,
} from '@private-serverless/template';
import { referenceOf } from '../network/uses';
import { type Observation, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

/**
 * Names of AWS that resolve to private addresses: VPC endpoints and internal load balancers.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html and
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-internal-load-balancers.html
 */
const privateNames = /^(vpce-[^/]+\.vpce\.|internal-[^/]+\.elb\.)/i;

/** Observes the DNS records in zones outside the template: what they lead to. In a zone of the template, the zone decides. */
export function* observeRecords(template: Template): Iterable<Observation> {
  for (const resource of template.ofType('AWS::Route53::RecordSet')) {
    for (const properties of template.property(resource)) {
      yield* observeRecord(template, resource, properties, properties);
    }
  }
  for (const resource of template.ofType('AWS::Route53::RecordSetGroup')) {
    for (const properties of template.property(resource)) {
      for (const record of template.items(
        template.child(properties, 'RecordSets'),
      )) {
        yield* observeRecord(template, resource, properties, record);
      }
    }
  }
}

function* observeRecord(
  template: Template,
  { id }: Resource,
  group: Value,
  record: Value,
): Iterable<Observation> {
  const zones = template.child(group, 'HostedZoneId');
  const isInside = zones.every(
    zone =>
      template.resource(referenceOf(zone).id ?? '')?.lowerType ===
      'aws::route53::hostedzone',
  );
  const [zone] = zones;
  if (isInside) {
    yield {
      status: 'proven',
      resource: id,
      at: zone.at,
      message: `${id} is a record of a hosted zone of the template.`,
    };
    return;
  }
  const types = template.child(record, 'Type');
  const hasAddress = types.some(
    type => type.kind !== 'scalar' || /^(A|AAAA|CNAME)$/.test(type.text),
  );
  if (!hasAddress) return;
  const targets = [
    ...template
      .child(record, 'AliasTarget')
      .flatMap(alias => template.child(alias, 'DNSName')),
    ...template.items(template.child(record, 'ResourceRecords')),
  ].filter(({ kind }) => kind !== 'absent');
  for (const target of targets) yield observeTarget(template, id, target);
}

function observeTarget(
  template: Template,
  id: string,
  target: Value,
): Observation {
  const base = { resource: id, at: target.at };
  const text = target.kind === 'scalar' ? target.text : '';
  const isOwn =
    template.resource(
      referenceOf(target).id ?? /\$\{(\w+)[.}]/.exec(text)?.[1] ?? '',
    ) !== undefined || isPartOfOwn(template, target.at);
  const address = /:/.test(text) ? `${text}/128` : `${text}/32`;
  if (
    isOwn ||
    isEndpointName(target) ||
    privateNames.test(text) ||
    classifyCidr(address) === 'private'
  ) {
    return {
      ...base,
      status: 'proven',
      message: isOwn
        ? `${id} leads to a resource of the template.`
        : `${id} leads to a private address${text && ` (${text})`}.`,
    };
  }
  return {
    ...base,
    status: 'unproven',
    severity: 'M',
    message:
      target.kind === 'scalar'
        ? `Cannot determine what ${id} publishes: neither its hosted zone nor ${text} is in the template.`
        : `Cannot determine what ${id} publishes: its hosted zone is not in the template, and its target ${whyUnknown(
            target,
          )}.`,
    fix: 'Declare the private hosted zone in this template, or name a resource of the template as the target.',
  };
}

/** Whether the AllowedPattern of a parameter admits only names of VPC endpoints, whose value the deploy looks up. */
function isEndpointName(target: Value): boolean {
  return (
    target.kind === 'unknown' &&
    target.string?.pattern?.prefix.startsWith('vpce-') === true
  );
}

/**
 * Whether a value is part of an attribute of a resource of the template, such as one of the names of an endpoint:
 * `Fn::Select` and `Fn::Split` of `Fn::GetAtt`. A custom resource may return anything.
 */
function isPartOfOwn(template: Template, node: Node): boolean {
  if (node.kind !== 'map') return false;
  const attribute = entry(node, 'Fn::GetAtt');
  if (attribute) {
    const name = stringOf(
      attribute.kind === 'list' ? attribute.items[0] : attribute,
    );
    const type = template.resource(name?.split('.')[0] ?? '')?.type;
    return type !== undefined && /^AWS::(?!CloudFormation|SSM)/i.test(type);
  }
  const [select] = [
    entry(node, 'Fn::Select'),
    entry(node, 'Fn::Split'),
  ].flatMap(one => (one?.kind === 'list' ? [one.items[1]] : []));
  return select !== undefined && isPartOfOwn(template, select);
}
