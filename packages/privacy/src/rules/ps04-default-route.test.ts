import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const route = (properties: string) => `
  Route: { Type: AWS::EC2::Route, Properties: { RouteTableId: rtb-1, ${properties} } }
  Igw: { Type: AWS::EC2::InternetGateway }
  Vgw: { Type: AWS::EC2::VPNGateway }
`;
const everything = 'DestinationCidrBlock: 0.0.0.0/0';
const corporate = 'DestinationCidrBlock: 10.0.0.0/8';

ruleCases('PS04', {
  proven: [
    [
      'a corporate range to a transit gateway',
      route(`${corporate}, TransitGatewayId: tgw-1`),
    ],
    [
      'a corporate range to a peering',
      route(`${corporate}, VpcPeeringConnectionId: !Ref Anything`),
    ],
    [
      'a corporate range to a VPN gateway',
      route(`${corporate}, GatewayId: !Ref Vgw`),
    ],
    [
      'a private IPv6 range to a transit gateway',
      route('DestinationIpv6CidrBlock: fc00::/7, TransitGatewayId: tgw-1'),
    ],
    [
      'a range of a parameter',
      route('DestinationCidrBlock: !Ref PrivateCidr, GatewayId: vgw-1'),
    ],
    ['a local one', route(`${corporate}, GatewayId: local`)],
  ],
  violated: [
    [
      'everything to an internet gateway',
      route(`${everything}, GatewayId: !Ref Igw`),
    ],
    [
      'everything to one from another template',
      route(`${everything}, GatewayId: igw-12345678`),
    ],
    [
      'one address to an internet gateway',
      route('DestinationCidrBlock: 8.8.8.8/32, GatewayId: !Ref Igw'),
    ],
    ['a NAT gateway', route(`${everything}, NatGatewayId: !Ref Anything`)],
    [
      'an egress-only gateway',
      route(
        "DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: eigw-1",
      ),
    ],
    ['a NAT instance', route(`${everything}, InstanceId: i-1`)],
    ['an interface', route(`${everything}, NetworkInterfaceId: eni-1`)],
    ['a carrier gateway', route(`${everything}, CarrierGatewayId: cagw-1`)],
    ['a branch', route(`${everything}, GatewayId: !If [Open, igw-1, local]`)],
    [
      'a value of a parameter',
      route(`${everything}, GatewayId: !Ref Stage`),
      { Stage: 'igw-1' },
    ],
    [
      'everything to a transit gateway',
      route(`${everything}, TransitGatewayId: tgw-1`),
    ],
    [
      'all of IPv6 to a VPN gateway',
      route("DestinationIpv6CidrBlock: '::/0', GatewayId: vgw-1"),
    ],
    [
      'half of everything to a peering',
      route('DestinationCidrBlock: 128.0.0.0/1, VpcPeeringConnectionId: pcx-1'),
    ],
  ],
  unproven: [
    [
      'a gateway without a value',
      route(`${corporate}, GatewayId: !Ref Anything`),
    ],
    [
      'a destination without a value',
      route('DestinationCidrBlock: !Ref Anything, TransitGatewayId: tgw-1'),
    ],
    ['no properties', 'Route: { Type: AWS::EC2::Route }'],
    [
      'a macro',
      'Route: { Type: AWS::EC2::Route, Properties: { Fn::Transform: { Name: Acme } } }',
    ],
  ],
});

it('blocks for a route to the internet, and warns about one to another network', () => {
  const severities = (target: string) =>
    runRule('PS04', route(`${everything}, ${target}`)).findings.map(f => [
      f.severity,
      f.blocking,
    ]);
  expect(severities('GatewayId: !Ref Igw')).toEqual([['H', true]]);
  expect(severities('TransitGatewayId: tgw-1')).toEqual([['M', false]]);
});
