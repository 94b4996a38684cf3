import {
  AssociateVPCWithHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  execute,
  Harness,
  outputsOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const template = `
Resources:
  First:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
  Second:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.1.0.0/16 }
  Zone:
    Type: AWS::Route53::HostedZone
    Properties: { Name: acme.internal, VPCs: [{ VPCId: !Ref First, VPCRegion: !Ref AWS::Region }] }
Outputs:
  First: { Value: !Ref First }
  Second: { Value: !Ref Second }
  Zone: { Value: !Ref Zone }
`;

let harness: Harness;
let client: Route53Client;
let ids: Record<string, string>;
beforeAll(async () => {
  harness = await startHarness();
  client = new Route53Client({
    region: 'eu-central-1',
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  await execute(harness, {
    StackName: 'zone',
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody: template,
  });
  await settledStatus(harness, 'zone');
  ids = await outputsOf(harness, 'zone');
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});

const input = (VPCId: string) => ({
  HostedZoneId: ids.Zone,
  VPC: { VPCId, VPCRegion: 'eu-central-1' as const },
});
const associate = (id: string) =>
  client.send(new AssociateVPCWithHostedZoneCommand(input(id)));
const disassociate = (id: string) =>
  client.send(new DisassociateVPCFromHostedZoneCommand(input(id)));
const associated = async () => {
  const { VPCs } = await client.send(
    new GetHostedZoneCommand({ Id: ids.Zone }),
  );
  return VPCs!.map(({ VPCId }) => VPCId);
};

it('associates a further VPC with a zone, once, and undoes it', async () => {
  const { ChangeInfo } = await associate(ids.Second);
  expect(ChangeInfo).toMatchObject({ Status: 'INSYNC' });
  expect(await associated()).toEqual([ids.First, ids.Second]);
  await expect(associate(ids.Second)).rejects.toMatchObject({
    name: 'ConflictingDomainExists',
  });
  await disassociate(ids.Second);
  expect(await associated()).toEqual([ids.First]);
});

it.each([
  ['InvalidVPCId', () => associate('vpc-0a')],
  ['VPCAssociationNotFound', () => disassociate('vpc-0a')],
  ['LastVPCAssociation', () => disassociate(ids.First)],
])('fails with %s', async (name, call) => {
  await expect(call()).rejects.toMatchObject({ name });
});
