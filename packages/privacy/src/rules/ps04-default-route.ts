import { Observation, Rule, whyNot } from '../rule';
import { Resource, Template } from '../template/template';
import { Value } from '../template/value';

/** Properties of a route that lead to the internet whatever their value is. An instance or interface as a target is how a NAT instance looks. */
const openTargets: Record<string, string> = {
  NatGatewayId: 'a NAT gateway',
  EgressOnlyInternetGatewayId: 'an egress-only internet gateway',
  CarrierGatewayId: 'a carrier gateway',
  InstanceId: 'an instance, which may be a NAT instance',
  NetworkInterfaceId: 'a network interface, which may be a NAT instance',
  LocalGatewayId: 'a local gateway',
};
/** Targets in other networks: a default route to one may end in the internet there. */
const otherNetworks = [
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'CoreNetworkArn',
  'VpcEndpointId',
];

/** PS04: no route to an internet or NAT gateway; a default route to another network is a warning. */
export const defaultRoute: Rule = {
  id: 'PS04',
  title: 'No route to the internet',
  severity: 'H',
  why: 'A route to a gateway is what makes a subnet public, or lets its code reach anybody.',
  fix: 'Remove the route; reach AWS services through VPC endpoints and corporate networks by their CIDRs.',
  *check(template) {
    for (const route of template.ofType('AWS::EC2::Route')) {
      for (const properties of template.get(route.node, 'Properties')) {
        const observations = [...judgeRoute(template, route, properties)];
        yield* observations;
        if (observations.length === 0) {
          yield {
            status: 'proven',
            resource: route.id,
            at: properties.at,
            message: `${route.id} does not lead to the internet.`,
          };
        }
      }
    }
  },
};

function* judgeRoute(
  template: Template,
  { id }: Resource,
  properties: Value,
): Iterable<Observation> {
  if (properties.kind !== 'map') {
    yield unproven(id, properties);
    return;
  }
  for (const [name, target] of Object.entries(openTargets)) {
    for (const value of template.child(properties, name)) {
      if (value.kind !== 'absent')
        yield violated(id, value, `leads to ${target}`);
    }
  }
  const fallback = isDefault(template, properties);
  for (const value of template.child(properties, 'GatewayId')) {
    yield* judgeGateway(template, id, value, fallback);
  }
  if (fallback === false) return;
  for (const name of otherNetworks) {
    for (const value of template.child(properties, name)) {
      if (value.kind !== 'absent') yield elsewhere(id, value, fallback);
    }
  }
}

function* judgeGateway(
  template: Template,
  id: string,
  value: Value,
  fallback: boolean | undefined,
): Iterable<Observation> {
  if (value.kind === 'absent') return;
  if (value.kind === 'reference') {
    const type = template.resource(value.id)?.type.toLowerCase();
    if (type === 'aws::ec2::vpngateway') {
      if (fallback !== false) yield elsewhere(id, value, fallback);
    } else if (type === 'aws::ec2::internetgateway') {
      yield violated(id, value, 'leads to an internet gateway');
    } else {
      yield unproven(id, value);
    }
    return;
  }
  const text = value.kind === 'scalar' && !value.symbolic ? value.text : '';
  if (/^igw-/i.test(text)) {
    yield violated(id, value, 'leads to an internet gateway');
  } else if (/^vgw-/i.test(text)) {
    if (fallback !== false) yield elsewhere(id, value, fallback);
  } else if (text !== 'local') {
    yield unproven(id, value);
  }
}

/** Whether the route may be for everything, or half of it; undefined when its destination is not known. */
function isDefault(template: Template, properties: Value): boolean | undefined {
  const destinations = [
    'DestinationCidrBlock',
    'DestinationIpv6CidrBlock',
    'DestinationPrefixListId',
  ].flatMap(name => template.child(properties, name));
  const known = destinations.filter(value => value.kind !== 'absent');
  const facts = known.map(value =>
    value.kind === 'scalar' && !value.symbolic
      ? /\/0*[0-7]$/.test(value.text.trim()) && !/^f[cd]/i.test(value.text)
      : undefined,
  );
  if (facts.includes(true)) return true;
  return facts.length === 0 || facts.includes(undefined) ? undefined : false;
}

function violated(id: string, { at }: Value, what: string): Observation {
  return { status: 'violated', resource: id, at, message: `${id} ${what}.` };
}

function elsewhere(
  id: string,
  { at }: Value,
  fallback: boolean | undefined,
): Observation {
  return {
    status: fallback ? 'violated' : 'unproven',
    severity: 'M',
    resource: id,
    at,
    message: fallback
      ? `${id} is a default route to another network, which may lead to the internet there.`
      : `Whether ${id} is a default route to another network is not known.`,
    fix: 'Name the corporate CIDRs as destinations instead.',
  };
}

function unproven(id: string, value: Value): Observation {
  return {
    status: 'unproven',
    resource: id,
    at: value.at,
    message: `Where ${id} leads is not known: it ${whyNot(value)}.`,
  };
}
