import { runRule } from '../__testUtils__/runRule';
import { type Case, ruleCases } from '../__testUtils__/ruleCases';

const one = (type: string, properties = '{}', purpose?: string) =>
  `Thing: { Type: ${type}, Properties: ${properties}${
    purpose ? `, Metadata: { privateServerless: ${purpose} }` : ''
  } }`;
const connections: Array<[string, string]> = [
  ['AWS::VpcLattice::ResourceGateway', '{}'],
  [
    'AWS::VpcLattice::ResourceConfiguration',
    '{ ResourceConfigurationType: SINGLE }',
  ],
  ['AWS::DevOpsAgent::PrivateConnection', '{}'],
  ['AWS::EC2::VPCEndpoint', '{ VpcEndpointType: Tunnel }'],
  ['AWS::EC2::VPCEndpoint', '{ VpcEndpointType: Resource }'],
  [
    'AWS::Events::Connection',
    '{ InvocationConnectivityParameters: { ResourceParameters: { ResourceConfigurationArn: a } } }',
  ],
  [
    'AWS::BedrockAgentCore::GatewayTarget',
    '{ PrivateEndpoint: { ManagedVpcResource: {} } }',
  ],
  ['AWS::EC2::TransitGateway', '{ AutoAcceptSharedAttachments: enable }'],
  ['AWS::EC2::VPCPeeringConnection', '{ PeerVpcId: vpc-2 }'],
  ['AWS::ApiGateway::VpcLink', '{}'],
];

ruleCases('PS51', {
  proven: [
    ['no such resource', 'Vpc: { Type: AWS::EC2::VPC }'],
    [
      'an interface endpoint',
      one('AWS::EC2::VPCEndpoint', '{ VpcEndpointType: Interface }'),
    ],
    ['a gateway endpoint by default', one('AWS::EC2::VPCEndpoint')],
    ['a connection of events to the internet', one('AWS::Events::Connection')],
    ...connections.map(
      ([type, properties]): Case => [
        `${type} ${properties}, declared`,
        one(type, properties, 'connectivity'),
      ],
    ),
  ],
  violated: [
    ...connections.map(
      ([type, properties]): Case => [
        `${type} ${properties}`,
        one(type, properties),
      ],
    ),
    ['another purpose', one('AWS::VpcLattice::ResourceGateway', '{}', 'data')],
    [
      'declared ranges',
      one(
        'AWS::VpcLattice::ResourceConfiguration',
        '{ ResourceConfigurationType: CIDR }',
        'connectivity',
      ),
    ],
  ],
  unproven: [
    [
      'a type of endpoint without a value',
      one(
        'AWS::EC2::VPCEndpoint',
        '{ VpcEndpointType: !Ref Anything }',
        'connectivity',
      ),
    ],
    [
      'a type of configuration without a value',
      one(
        'AWS::VpcLattice::ResourceConfiguration',
        '{ ResourceConfigurationType: !Ref Anything }',
        'connectivity',
      ),
    ],
  ],
});

it('warns of connections within an account, and blocks others', () => {
  const severity = (type: string) =>
    runRule('PS51', one(type)).findings.map(finding => finding.severity);
  expect(severity('AWS::ApiGatewayV2::VpcLink')).toEqual(['M']);
  expect(severity('AWS::VpcLattice::ResourceGateway')).toEqual(['H']);
});
