import type { Value } from '@private-serverless/template';
import { observeRoutes } from '../network/routes';
import { isDefaultRange, judgeRoute } from '../network/routeTargets';
import { Observation, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/**
 * Route targets that can give access to the internet, regardless of their
 * value. An instance may be a NAT instance.
 */
const openTargets: Record<string, string> = {
  NatGatewayId: 'a NAT gateway',
  EgressOnlyInternetGatewayId: 'an egress-only internet gateway',
  CarrierGatewayId: 'a carrier gateway',
  InstanceId: 'an instance, which may be a NAT instance',
  NetworkInterfaceId:
    'a network interface, which may be attached to a NAT instance',
  LocalGatewayId: 'a local gateway',
};
/** Route targets in other networks, which may have internet access. */
const otherNetworks = [
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'CoreNetworkArn',
  'VpcEndpointId',
];

/** PS04: no route to an internet gateway or NAT gateway. A default route to another network is a warning. */
export const defaultRoute: Rule = {
  id: 'PS04',
  title: 'No route to the internet',
  severity: 'H',
  why: 'A route to a gateway makes a subnet public, or gives its code access to the internet.',
  fix: 'Remove the route. Use VPC endpoints for AWS services, and routes to the corporate CIDRs for corporate networks.',
  *check(template) {
    yield* observeRoutes(template, {
      question: 'a route leads to the internet',
      judge: route => judgeRoute(template.network, route),
      good: 'does not route to the internet',
    });
    for (const route of template.ofType('AWS::EC2::Route')) {
      for (const properties of template.get(route.node, 'Properties')) {
        const observations = [...assessRoute(template, route, properties)];
        yield* observations;
        if (observations.length === 0) {
          yield {
            status: 'proven',
            resource: route.id,
            at: properties.at,
            message: `${route.id} does not route to the internet.`,
          };
        }
      }
    }
  },
};

function* assessRoute(
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
      if (value.kind !== 'absent') {
        yield violated(id, value, `routes to ${target}`);
      }
    }
  }
  const isDefaultRoute = isDefault(template, properties);
  for (const value of template.child(properties, 'GatewayId')) {
    yield* assessGateway(template, id, value, isDefaultRoute);
  }
  if (isDefaultRoute === false) return;
  for (const name of otherNetworks) {
    for (const value of template.child(properties, name)) {
      if (value.kind !== 'absent') {
        yield toOtherNetwork(id, value, isDefaultRoute);
      }
    }
  }
}

function* assessGateway(
  template: Template,
  id: string,
  value: Value,
  isDefaultRoute: boolean | undefined,
): Iterable<Observation> {
  if (value.kind === 'absent') return;
  if (value.kind === 'reference') {
    const type = template.resource(value.id)?.lowerType;
    if (type === 'aws::ec2::vpngateway') {
      if (isDefaultRoute !== false) {
        yield toOtherNetwork(id, value, isDefaultRoute);
      }
    } else if (type === 'aws::ec2::internetgateway') {
      yield violated(id, value, 'routes to an internet gateway');
    } else {
      yield unproven(id, value);
    }
    return;
  }
  const text = value.kind === 'scalar' && !value.symbolic ? value.text : '';
  if (/^igw-/i.test(text)) {
    yield violated(id, value, 'routes to an internet gateway');
  } else if (/^vgw-/i.test(text)) {
    if (isDefaultRoute !== false) {
      yield toOtherNetwork(id, value, isDefaultRoute);
    }
  } else if (text !== 'local') {
    yield unproven(id, value);
  }
}

/**
 * Whether the destination of a route covers all addresses or a large part of
 * them. Undefined if the destination is unknown.
 */
function isDefault(template: Template, properties: Value): boolean | undefined {
  const destinations = [
    'DestinationCidrBlock',
    'DestinationIpv6CidrBlock',
    'DestinationPrefixListId',
  ].flatMap(name => template.child(properties, name));
  const known = destinations.filter(value => value.kind !== 'absent');
  const truths = known.map(value =>
    value.kind === 'scalar' && !value.symbolic
      ? isDefaultRange(value.text)
      : undefined,
  );
  if (truths.includes(true)) return true;
  return truths.length === 0 || truths.includes(undefined) ? undefined : false;
}

function violated(id: string, { at }: Value, what: string): Observation {
  return { status: 'violated', resource: id, at, message: `${id} ${what}.` };
}

function toOtherNetwork(
  id: string,
  { at }: Value,
  isDefaultRoute: boolean | undefined,
): Observation {
  return {
    status: isDefaultRoute ? 'violated' : 'unproven',
    severity: 'M',
    resource: id,
    at,
    message: isDefaultRoute
      ? `${id} is a default route to another network, which may have internet access.`
      : `Cannot determine whether ${id} is a default route to another network.`,
    fix: 'Use the corporate CIDRs as destinations.',
  };
}

function unproven(id: string, value: Value): Observation {
  return {
    status: 'unproven',
    resource: id,
    at: value.at,
    message: `Cannot determine the target of ${id}: the value ${whyUnknown(
      value,
    )}.`,
  };
}
