import {
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  StackEvent,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  eventsOf,
  execute,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const network = `
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
  Table:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Vpc }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }`;
const attached = `
  Attachment:
    Type: AWS::EC2::TransitGatewayVpcAttachment
    Properties: { TransitGatewayId: tgw-0a, VpcId: !Ref Vpc, SubnetIds: [!Ref Subnet] }`;
const route = (gateway: string) => `
  Route:
    Type: AWS::EC2::Route
    DependsOn: Attachment
    Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 10.0.0.0/8, TransitGatewayId: ${gateway} }`;
const bucket = `
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { BucketNamespace: account-regional, BucketNamePrefix: acme-logs }`;
const trail = (name: string) => `
  ${name}:
    Type: AWS::CloudTrail::Trail
    Properties: { TrailName: acme, S3BucketName: !Ref Bucket, IsLogging: true }`;
const zone = (name: string) => `
  ${name}:
    Type: AWS::Route53::HostedZone
    Properties: { Name: acme.internal, VPCs: [{ VPCId: !Ref Vpc, VPCRegion: !Ref AWS::Region }] }`;
const provider = `
  Provider:
    Type: AWS::IAM::OIDCProvider
    Properties: { Url: 'https://token.actions.githubusercontent.com', ClientIdList: [sts.amazonaws.com] }`;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  harness.sandbox.control.shareResource('tgw-0a');
  harness.sandbox.control.shareResource('rslvr-rr-0a');
});
afterAll(() => harness.close());

let stacks = 0;

/** Creates a stack. @returns its status and the first failure */
async function create(resources: string) {
  stacks += 1;
  const StackName = `stack-${stacks}`;
  await execute(harness, {
    StackName,
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody: `Resources:${resources}\n`,
  });
  const status = await settledStatus(harness, StackName);
  const failed = (await eventsOf(harness, StackName)).find(
    ({ ResourceStatus }: StackEvent) => ResourceStatus === 'CREATE_FAILED',
  );
  const { StackResources } = await harness.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  const ids = Object.fromEntries(
    StackResources!.map(one => [one.LogicalResourceId, one.PhysicalResourceId]),
  );
  return {
    name: StackName,
    status,
    ids,
    failure:
      failed && `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`,
  };
}

describe('the connection to a corporate network', () => {
  it('works with a transit gateway and a Resolver rule that are shared with the account', async () => {
    const { status, ids } = await create(
      `${network}${attached}${route('tgw-0a')}
  Rule:
    Type: AWS::Route53Resolver::ResolverRuleAssociation
    Properties: { ResolverRuleId: rslvr-rr-0a, VPCId: !Ref Vpc }`,
    );
    expect(status).toBe('CREATE_COMPLETE');
    expect(ids.Attachment).toMatch(/^tgw-attach-0/);
    expect(ids.Route).toBe(`${ids.Table}|10.0.0.0/8`);
    expect(ids.Rule).toMatch(/^rslvr-rrassoc-/);
  });

  it.each([
    [
      'a gateway that is not shared',
      attached.replace('tgw-0a', 'tgw-0b'),
      /^Attachment: .*Transit Gateway tgw-0b was deleted or does not exist\..*NotFound/,
    ],
    [
      'a route to a gateway that is not shared',
      `${attached}${route('tgw-0b')}`,
      /^Route: .*The transitGateway ID 'tgw-0b' does not exist\./,
    ],
    [
      'a route to a gateway to which the VPC is not attached',
      route('tgw-0a').replace('\n    DependsOn: Attachment', ''),
      /^Route: .*The transitGateway ID 'tgw-0a' does not exist\./,
    ],
    [
      'two attachments to the same gateway',
      attached +
        attached.replace('Attachment:', 'Second:\n    DependsOn: Attachment'),
      /^Second: .*tgw-0a has non-deleted Transit Gateway Attachments with same VPC ID/,
    ],
    [
      'a rule that is not shared',
      `
  Rule:
    Type: AWS::Route53Resolver::ResolverRuleAssociation
    Properties: { ResolverRuleId: rslvr-rr-0b, VPCId: !Ref Vpc }`,
      /^Rule: .*Resolver rule with ID \\?"rslvr-rr-0b\\?" does not exist/,
    ],
  ])('fails with %s', async (_, resources, message) => {
    const { status, failure } = await create(network + resources);
    expect(failure).toMatch(message);
    expect(status).toBe('ROLLBACK_COMPLETE');
  });

  it('is shared over HTTP too, and only for these resources', async () => {
    const share = (id: string) =>
      fetch(`${harness.sandbox.endpointUrl}/_sandbox/shared`, {
        method: 'POST',
        body: JSON.stringify({ id }),
      });
    expect((await share('tgw-0c')).status).toBe(200);
    const { status } = await create(
      `${network}${attached.replace('tgw-0a', 'tgw-0c')}`,
    );
    expect(status).toBe('CREATE_COMPLETE');
    const refused = await share('vpc-0a');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      error: expect.stringMatching(/^id: "vpc-0a" is not valid\. Use tgw-/),
    });
    expect(() => harness.sandbox.control.shareResource('')).toThrow(/^id: ""/);
  });
});

describe('what services share in a network', () => {
  const gateway = (name: string) => `
  ${name}:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.eu-central-1.dynamodb
      VpcId: !Ref Vpc
      RouteTableIds: [!Ref Table]`;
  const group = `
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { VpcId: !Ref Vpc, GroupDescription: shared }`;
  const rule = (name: string, more = '') => `
  ${name}:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8, Description: ${name} }${more}`;

  it.each([
    [
      'two endpoints of DynamoDB for one route table',
      gateway('First') +
        gateway('Second').replace('Second:', 'Second:\n    DependsOn: First'),
      /^Second: .*route table rtb-\w+ already has a route with destination-prefix-list-id pl-66a5400f/,
    ],
    [
      'the same rule twice in a security group',
      group + rule('First') + rule('Second', '\n    DependsOn: First'),
      /^Second: .*the specified rule \\?"peer: 10\.0\.0\.0\/8, TCP, from port: 443, to port: 443, ALLOW\\?" already exists/,
    ],
  ])('does not allow %s', async (_, resources, message) => {
    const { failure, status } = await create(network + resources);
    expect(failure).toMatch(message);
    expect(status).toBe('ROLLBACK_COMPLETE');
  });
});

describe('an IPAM pool', () => {
  const vpc = (pool: string) => `
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { Ipv4IpamPoolId: ${pool}, Ipv4NetmaskLength: 25 }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 3, 5]] }
Outputs:
  Range: { Value: !GetAtt Vpc.CidrBlock }`;
  const rangeOf = async ({ name }: { name: string }) => {
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: name }),
    );
    return Stacks![0].Outputs![0].OutputValue;
  };

  it('allocates free ranges, and has them again after a deletion', async () => {
    const id = harness.sandbox.control.addIpamPool({
      cidrs: ['10.96.0.0/24'],
    });
    const first = await create(vpc(id));
    const second = await create(vpc(id));
    expect(await rangeOf(first)).toBe('10.96.0.0/25');
    expect(await rangeOf(second)).toBe('10.96.0.128/25');
    const third = await create(vpc(id));
    expect(third.failure).toMatch(/^Vpc: .*too big for the pool/);

    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: first.name }),
    );
    await waitUntilStackDeleteComplete(
      {
        client: harness.cloudFormation,
        maxWaitTime: 30,
        minDelay: 0.02,
        maxDelay: 0.05,
      },
      { StackName: first.name },
    );
    const again = await create(vpc(id));
    expect(await rangeOf(again)).toBe('10.96.0.0/25');
  });

  it('must exist, with IPv4 ranges', async () => {
    expect((await create(vpc('ipam-pool-0a'))).failure).toMatch(
      /^Vpc: .*The ipam-pool ID 'ipam-pool-0a' does not exist/,
    );
    expect(() =>
      harness.sandbox.control.addIpamPool({ cidrs: ['fd00::/8'] }),
    ).toThrow(/^cidrs: "fd00::\/8" is not valid\. Use IPv4 ranges/);
  });
});

describe('the settings of an account', () => {
  it('name a bucket in the namespace of the account', async () => {
    const { status, ids } = await create(bucket);
    expect(status).toBe('CREATE_COMPLETE');
    expect(ids.Bucket).toBe('acme-logs-111111111111-eu-central-1-an');
    const again = await create(bucket);
    expect(again.failure).toMatch(/^Bucket: .*already exists/);
  });

  it.each([
    [
      'a trail whose bucket CloudTrail may not write to',
      bucket.replace('acme-logs', 'acme-trail') + trail('Trail'),
      /^Trail: .*Incorrect S3 bucket policy is detected for bucket: acme-trail-/,
    ],
    [
      'two zones of the same domain in one VPC',
      network +
        zone('First') +
        zone('Second').replace('Second:', 'Second:\n    DependsOn: First'),
      /^Second: .*has already been associated with the hosted zone Z\w+ with the same domain name/,
    ],
    [
      'a logging role that does not exist',
      `
  Account:
    Type: AWS::ApiGateway::Account
    Properties: { CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/none' }`,
      /^Account: .*The role ARN does not have required permissions configured/,
    ],
    [
      'a block mode that does not exist',
      `
  Block:
    Type: AWS::EC2::VPCBlockPublicAccessOptions
    Properties: { InternetGatewayBlockMode: everything }`,
      /^Block: .*internetGatewayBlockMode is invalid/,
    ],
  ])('fail with %s', async (_, resources, message) => {
    const { failure, status } = await create(resources);
    expect(failure).toMatch(message);
    expect(status).toBe('ROLLBACK_COMPLETE');
  });

  it('exist once: an identity provider, and the block of public access', async () => {
    const block = `
  Block:
    Type: AWS::EC2::VPCBlockPublicAccessOptions
    Properties: { InternetGatewayBlockMode: block-ingress }`;
    const { status, ids } = await create(provider + block);
    expect(status).toBe('CREATE_COMPLETE');
    expect(ids.Provider).toBe(
      'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
    );
    expect((await create(provider)).failure).toMatch(
      /^Provider: .*Provider with url https:\/\/token\.actions\.githubusercontent\.com already exists\./,
    );
    expect((await create(block)).failure).toMatch(/^Block: .*already exists/);
  });
});
