import { ruleCases } from '../__testUtils__/ruleCases';
import { verifyTemplate } from '../verify';

const zone = (vpcs: string) =>
  `Zone: { Type: AWS::Route53::HostedZone, Properties: { Name: orders.internal, VPCs: ${vpcs} } }`;
const privateZone = zone('[{ VPCId: vpc-1, VPCRegion: eu-central-1 }]');
const record = (properties: string) =>
  `Record: { Type: AWS::Route53::RecordSet, Properties: { Name: a, Type: A, ${properties} } }`;
const group = (records: string, of = 'HostedZoneId: Z1') =>
  `Records: { Type: AWS::Route53::RecordSetGroup, Properties: { ${of}, RecordSets: [${records}] } }`;
const alias = (name: string) =>
  record(
    `HostedZoneId: Z1, AliasTarget: { DNSName: ${name}, HostedZoneId: Z2 }`,
  );
const source = (cidr: string) =>
  `Source: { Type: AWS::Route53GlobalResolver::AccessSource, Properties: { Cidr: ${cidr} } }`;

ruleCases('PS43', {
  proven: [
    ['no zone', 'Vpc: { Type: AWS::EC2::VPC }'],
    ['a zone of a VPC', privateZone],
    [
      'a record of that zone',
      `${privateZone}\n${record(
        "HostedZoneId: !Ref Zone, ResourceRecords: ['52.0.0.1']",
      )}`,
    ],
    [
      'a group of that zone',
      `${privateZone}\n${group(
        "{ Name: a, Type: A, ResourceRecords: ['52.0.0.1'] }",
        'HostedZoneId: !Ref Zone',
      )}`,
    ],
    [
      'a record for a resource of the template',
      `${alias(
        '!GetAtt Balancer.DNSName',
      )}\nBalancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }`,
    ],
    [
      'a record for part of an attribute',
      `${alias(
        "!Select [1, !Split [':', !Select [0, !GetAtt Endpoint.DnsEntries]]]",
      )}\nEndpoint: { Type: AWS::EC2::VPCEndpoint }`,
    ],
    [
      'a record for an endpoint',
      alias('vpce-0a.execute-api.eu-central-1.vpce.amazonaws.com'),
    ],
    [
      'a record for a private address',
      record("HostedZoneId: !Ref Anything, ResourceRecords: ['10.0.0.1']"),
    ],
    ['clients of a private range', source('10.0.0.0/8')],
  ],
  violated: [
    [
      'a zone without VPCs',
      'Zone: { Type: AWS::Route53::HostedZone, Properties: { Name: acme.example } }',
    ],
    ['a zone with no VPC', zone('[]')],
    [
      'a zone with a VPC in a branch',
      zone('!If [Open, [{ VPCId: vpc-1 }], !Ref AWS::NoValue]'),
    ],
    [
      'a zone whose only VPC is in a branch',
      zone('[!If [Open, { VPCId: vpc-1 }, !Ref AWS::NoValue]]'),
    ],
    [
      'a public namespace',
      'Names: { Type: AWS::ServiceDiscovery::PublicDnsNamespace }',
    ],
    [
      'a private zone on a global resolver',
      'Link: { Type: AWS::Route53GlobalResolver::HostedZoneAssociation }',
    ],
    ['clients everywhere', source('0.0.0.0/0')],
  ],
  unproven: [
    ['a zone whose VPCs have no value', zone('!Ref Anything')],
    ['a record for a name elsewhere', alias('d111111abcdef8.cloudfront.net')],
    [
      'a record for a public address',
      record("HostedZoneId: Z1, ResourceRecords: ['52.0.0.1']"),
    ],
    [
      'a record of a group for a name elsewhere',
      group('{ Name: a, Type: CNAME, ResourceRecords: [acme.example] }'),
    ],
    ['clients without a value', source('!Ref Anything')],
  ],
});

it('accepts the name of an endpoint by the pattern of its parameter', () => {
  const { rules } = verifyTemplate({
    template: `
Parameters:
  EndpointName: { Type: String, AllowedPattern: '^vpce-[a-z0-9.-]+$' }
Resources:
  ${alias('!Ref EndpointName')}
`,
  });
  expect(rules.PS43).toBe('proven');
});
