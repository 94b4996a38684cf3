import {
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  execute,
  Harness,
  outputsOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const record = (name: string, rest: string) =>
  `{ Type: AWS::Route53::RecordSet, Properties: { HostedZoneId: !Ref Zone, Name: ${name}, ${rest} } }`;
const template = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.\${AWS::Region}.execute-api', VpcEndpointType: Interface, SubnetIds: [!Ref Subnet] }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
  Zone:
    Type: AWS::Route53::HostedZone
    Properties: { Name: acme.internal, VPCs: [{ VPCId: !Ref Vpc, VPCRegion: !Ref AWS::Region }] }
  Plain: ${record(
    'b.acme.internal',
    "Type: A, TTL: '60', ResourceRecords: [10.0.0.1, 10.0.0.2]",
  )}
  Alias: ${record(
    'a.z.acme.internal.',
    "Type: A, AliasTarget: { HostedZoneId: !Select [0, !Split [':', !Select [0, !GetAtt Endpoint.DnsEntries]]], DNSName: !Select [1, !Split [':', !Select [0, !GetAtt Endpoint.DnsEntries]]] }",
  )}
Outputs:
  Zone: { Value: !Ref Zone }
`;

let harness: Harness;
let client: Route53Client;
let zone: string;
beforeAll(async () => {
  harness = await startHarness();
  client = new Route53Client({
    region: 'eu-central-1',
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  await execute(harness, {
    StackName: 'records',
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody: template,
  });
  await settledStatus(harness, 'records');
  zone = (await outputsOf(harness, 'records')).Zone;
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

const list = (options: object = {}) =>
  client.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...options }),
  );
const names = async (options: object = {}) =>
  (await list(options)).ResourceRecordSets!.map(({ Name }) => Name);

it('lists records in the order of Route 53, with values and aliases', async () => {
  const { IsTruncated, ResourceRecordSets } = await list();
  expect(IsTruncated).toBe(false);
  expect(ResourceRecordSets).toEqual([
    {
      Name: 'b.acme.internal.',
      Type: 'A',
      TTL: 60,
      ResourceRecords: [{ Value: '10.0.0.1' }, { Value: '10.0.0.2' }],
    },
    {
      Name: 'a.z.acme.internal.',
      Type: 'A',
      AliasTarget: {
        DNSName: expect.stringMatching(/^vpce-.*\.vpce\.amazonaws\.com\.$/),
        EvaluateTargetHealth: false,
        HostedZoneId: expect.any(String),
      },
    },
  ]);
});

it('starts with a name, and returns a part of them', async () => {
  expect(await names({ StartRecordName: 'b.acme.internal' })).toHaveLength(2);
  expect(await names({ StartRecordName: 'c.acme.internal' })).toEqual([
    'a.z.acme.internal.',
  ]);
  expect(await list({ MaxItems: 1 })).toMatchObject({
    IsTruncated: true,
    NextRecordName: 'a.z.acme.internal.',
    NextRecordType: 'A',
  });
});

it('fails for a zone that does not exist', async () => {
  await expect(
    client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z0' })),
  ).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
});
