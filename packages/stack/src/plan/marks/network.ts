import { containsCidr } from '@private-serverless/template';
import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { isSame } from '../view/compare';
import { itemsOf, member, Unknown } from '../view/Shape';
import { referredId, shownValue } from '../view/references';
import type { ViewedResource } from '../view/StackView';
import { changedProperties, type Check, marksOfChecks } from './check';
import { publicType } from './publicType';

/** Types that connect a VPC, or a service in it, with another network or account. */
const connectors =
  /^AWS::(EC2::(VPCPeeringConnection|VPCEndpointService(Permissions)?|TransitGateway\w*Attachment|TransitGatewayRoute|TransitGatewayPeeringAttachment|VPNConnection(Route)?|VPNGatewayRoutePropagation|ClientVpn(AuthorizationRule|Route|TargetNetworkAssociation)|NetworkInsights(Path)?|TransitGatewayConnect)|ApiGateway::VpcLink|VpcLattice::(Service|ServiceNetwork|ServiceNetworkVpcAssociation|ServiceNetworkServiceAssociation|ResourceGateway|ResourceConfiguration|AccessLogSubscription)|RAM::(ResourceShare|ResourceAssociation|PrincipalAssociation|PermissionAssociation)|ServiceCatalog::PortfolioShare|Route53Resolver::ResolverRuleAssociation|Lambda::NetworkConnector|NetworkManager::\w*Attachment)$/;

/** Properties of a route that name its target. */
const routeTargets: Array<[property: string, what: string]> = [
  ['GatewayId', 'gateway'],
  ['NatGatewayId', 'NAT gateway'],
  ['EgressOnlyInternetGatewayId', 'egress-only internet gateway'],
  ['TransitGatewayId', 'transit gateway'],
  ['VpcPeeringConnectionId', 'peering connection'],
  ['VpcEndpointId', 'endpoint'],
  ['NetworkInterfaceId', 'network interface'],
  ['InstanceId', 'instance'],
  ['CarrierGatewayId', 'carrier gateway'],
  ['LocalGatewayId', 'local gateway'],
  ['CoreNetworkArn', 'core network'],
];

const connector: Check = (after, before) => {
  if (!before) return ['new connection to another network, account or service'];
  const changed = changedProperties(after, before);
  return changed.length > 0
    ? [
        `a connection to another network, account or service changes: ${changed.join(
          ', ',
        )}`,
      ]
    : [];
};

const gatewayAttachment: Check = (after, before, comparison) => {
  if (before && isSame(after.properties, before.properties)) return [];
  const {
    InternetGatewayId: internet,
    VpnGatewayId: vpn,
    VpcId,
  } = after.properties;
  const vpc = shownValue(VpcId, comparison.all);
  return [
    ...(internet === undefined
      ? []
      : [`${vpc} gets a gateway to the internet`]),
    ...(vpn === undefined ? [] : [`${vpc} is connected with a VPN gateway`]),
  ];
};

const natGateway: Check = (after, before) => {
  if (
    before &&
    isSame(
      after.properties.ConnectivityType,
      before.properties.ConnectivityType,
    )
  ) {
    return [];
  }
  return after.properties.ConnectivityType === 'private'
    ? ['new connection to other networks']
    : ['new NAT gateway: subnets with a route to it reach the internet'];
};

const route: Check = (after, before, comparison) => {
  const textOf = ({ properties }: ViewedResource) => {
    const destination =
      properties.DestinationCidrBlock ??
      properties.DestinationIpv6CidrBlock ??
      properties.DestinationPrefixListId;
    const target = routeTargets.find(
      ([name]) => properties[name] !== undefined,
    );
    return [
      `new route in ${shownValue(properties.RouteTableId, comparison.all)}:`,
      shownValue(destination, comparison.all),
      'through',
      target
        ? `${target[1]} ${shownValue(properties[target[0]], comparison.all)}`
        : 'an unknown target',
    ].join(' ');
  };
  const text = textOf(after);
  const isUnknown = Object.values(after.properties).some(
    value => value instanceof Unknown,
  );
  return before && !isUnknown && textOf(before) === text ? [] : [text];
};

/** An existing subnet gets the routes, or the network ACL, of another table. */
const otherTable: Check = (after, before, comparison) => {
  const table = ({ properties }: ViewedResource) =>
    properties.RouteTableId ?? properties.NetworkAclId;
  const subnet = referredId(after.properties.SubnetId, comparison.after);
  if (subnet !== undefined && comparison.isNew(subnet)) return [];
  if (before && isSame(table(before), table(after))) return [];
  return [
    `${shownValue(
      after.properties.SubnetId,
      comparison.all,
    )} now uses ${shownValue(
      table(after),
      comparison.all,
    )}: its routes and rules apply`,
  ];
};

/** Security groups restrict a new network. Entries of an existing ACL are compared. */
const aclEntry: Check = (after, before, comparison) => {
  const acl = referredId(after.properties.NetworkAclId, comparison.after);
  if (acl !== undefined && comparison.isNew(acl)) return [];
  if (before && isSame(after.properties, before.properties)) return [];
  const {
    RuleAction: action,
    CidrBlock,
    Ipv6CidrBlock,
    Egress,
  } = after.properties;
  if (action === 'deny' && !before) return [];
  const side = Egress === 'true' ? 'to' : 'from';
  return [
    `network ACL ${
      action === 'deny' ? 'denies' : 'allows'
    } traffic ${side} ${shownValue(
      CidrBlock ?? Ipv6CidrBlock,
      comparison.all,
    )}${before ? ' (changed)' : ''}`,
  ];
};

/** Rules and routes that name a prefix list, also those of other stacks, apply to each address that it gets. */
const prefixes: Check = (after, before, { all }) => {
  if (!before) return [];
  const cidrsOf = ({ properties }: ViewedResource) =>
    itemsOf(properties.Entries).map(entry =>
      entry instanceof Unknown ? entry : member(entry, 'Cidr'),
    );
  const known = cidrsOf(before);
  const added = cidrsOf(after).filter(
    cidr =>
      !known.some(
        other =>
          isSame(other, cidr) ||
          (typeof other === 'string' &&
            typeof cidr === 'string' &&
            containsCidr(other, cidr)),
      ),
  );
  return added.map(
    cidr =>
      `the prefix list gets ${shownValue(
        cidr,
        all,
      )}: rules and routes that name it apply to more addresses`,
  );
};

/** Marks of gateways, routes, network ACLs and connections to other networks. */
export function networkMarks(comparison: Comparison): PlanWarning[] {
  return marksOfChecks(
    'network',
    [
      [/^/, publicType],
      [connectors, connector],
      [/^AWS::EC2::VPCGatewayAttachment$/, gatewayAttachment],
      [/^AWS::EC2::NatGateway$/, natGateway],
      [/^AWS::EC2::Route$/, route],
      [/^AWS::EC2::SubnetRouteTableAssociation$/, otherTable],
      [/^AWS::EC2::SubnetNetworkAclAssociation$/, otherTable],
      [/^AWS::EC2::NetworkAclEntry$/, aclEntry],
      [/^AWS::EC2::PrefixList$/, prefixes],
    ],
    comparison,
  );
}
