import { parseTemplate } from '../../template/parse';
import { comparisonOf } from '../comparisonOf';
import { marksOf } from './marks';

const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';
const vpc =
  '  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/20 } }\n';
const endpoint = (more: string) =>
  `  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface, VpcId: vpc-1, ServiceName: !Sub 'com.amazonaws.\${AWS::Region}.execute-api', PolicyDocument: { Statement: [] }, ${more} } }\n`;

const version = (resources: string) => ({
  template: parseTemplate(`Resources:\n${resources}`, 'template.yaml'),
  parameters: {},
});
const connections = (after: string, before?: string) =>
  marksOf(
    comparisonOf({
      stackArn,
      before: before === undefined ? undefined : version(before),
      after: version(after),
      corporateCidrs: [],
    }),
  )
    .filter(({ kind }) => kind === 'connection')
    .map(({ text }) => text);

const tunnel =
  /^Vpc .* no other network is connected .* only through a tunnel$/;
const publicApis = /^Endpoint .* private DNS: .* no longer call public APIs$/;

it.each([
  ['nothing', '', [tunnel]],
  [
    'a transit gateway',
    '  Way: { Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: { VpcId: !Ref Vpc } }\n',
    [],
  ],
  [
    'a VPN gateway',
    '  Way: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, VpnGatewayId: vgw-1 } }\n',
    [],
  ],
  [
    'a nested stack, which may connect it',
    '  Way: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://x/y } }\n',
    [],
  ],
  [
    'a peering connection',
    '  Way: { Type: AWS::EC2::VPCPeeringConnection, Properties: { VpcId: !Ref Vpc, PeerVpcId: vpc-1 } }\n',
    [],
  ],
])('a new VPC with %s', (_, way, expected) => {
  expect(connections(vpc + way)).toEqual(
    expected.map(text => expect.stringMatching(text)),
  );
});

it('an existing VPC is as reachable as before', () => {
  expect(connections(vpc, vpc)).toEqual([]);
});

it.each([
  [
    'turned on',
    'PrivateDnsEnabled: true',
    'PrivateDnsEnabled: false',
    [publicApis],
  ],
  ['on from the start', 'PrivateDnsEnabled: true', undefined, [publicApis]],
  ['on as before', 'PrivateDnsEnabled: true', 'PrivateDnsEnabled: true', []],
  ['off', 'PrivateDnsEnabled: false', undefined, []],
  ['turned off', 'PrivateDnsEnabled: false', 'PrivateDnsEnabled: true', []],
])('private DNS that is %s', (_, after, before, expected) => {
  expect(
    connections(
      endpoint(after),
      before === undefined ? undefined : endpoint(before),
    ),
  ).toEqual(expected.map(text => expect.stringMatching(text)));
});
