import {
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startChangingProxy } from '../__testUtils__/changingProxy';
import { createStack } from '../__testUtils__/createStack';
import { clientsFor, quick, World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { destroyStack } from './destroyStack';
import type { DestroyOptions } from './types';

const template = (name: string) => `Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name}-data }
`;

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterEach(() => world.sandbox.control.clearRequestFaults());
afterAll(() => world.close());

/** A protected stack with an object in its bucket. */
async function guarded(name: string): Promise<string> {
  const stackArn = await createStack(world, name, template(name));
  await world.s3.send(
    new PutObjectCommand({ Bucket: `${name}-data`, Key: 'a', Body: 'a' }),
  );
  await world.cloudFormation.send(
    new UpdateTerminationProtectionCommand({
      StackName: name,
      EnableTerminationProtection: true,
    }),
  );
  return stackArn;
}
const destroy = (stackName: string, changes: Partial<DestroyOptions> = {}) =>
  destroyStack({
    ...quick,
    cloudFormation: world.cloudFormation,
    s3: world.s3,
    stackName,
    ...changes,
  });
const describeNow = (stackName: string) =>
  describeStack({ cloudFormation: world.cloudFormation, stackName });
/** The API calls that change something. */
const changes = () =>
  Object.keys(world.sandbox.control.requestCounts()).filter(
    name => !/^(Describe|List|Get|Head)/.test(name),
  );

it('rejects a protected stack and names every obstacle', async () => {
  await guarded('refused');
  world.sandbox.control.resetRequestCounts();
  await expect(destroy('refused')).rejects.toMatchObject({
    code: 'blocked',
    message: expect.stringMatching(
      /^Stack refused was not deleted: Its termination protection is on.*\(liftProtection\)\.\nBucket refused-data .*\nNothing was changed\.$/,
    ),
  });
  const { plan } = await destroy('refused', { plan: true });
  expect(plan).toMatchObject({ isProtected: true });
  expect(plan!.obstacles).toHaveLength(2);
  const allowed = await destroy('refused', {
    plan: true,
    liftProtection: true,
    emptyBuckets: true,
  });
  expect(allowed.plan!.obstacles).toEqual([]);
  expect(allowed.plan!.lines).toContain(
    'Its termination protection would be turned off first.',
  );
  expect(changes()).toEqual([]);
  await expect(describeNow('refused')).resolves.toMatchObject({
    isProtected: true,
  });
});

it('turns off the protection on request', async () => {
  await guarded('lifted');
  const lines: string[] = [];
  await expect(
    destroy('lifted', {
      liftProtection: true,
      emptyBuckets: true,
      onProgress: line => lines.push(line),
    }),
  ).resolves.toMatchObject({
    status: 'DELETE_COMPLETE',
    emptied: [{ bucket: 'lifted-data', objects: 1 }],
  });
  expect(lines).toContain('Stack lifted: termination protection turned off');
});

it('does not change the protection of an unprotected stack', async () => {
  await createStack(world, 'open', template('open'));
  world.sandbox.control.resetRequestCounts();
  await destroy('open', { liftProtection: true });
  expect(changes()).toEqual(['DeleteStack']);
});

it('empties nothing when the protection cannot be turned off', async () => {
  await guarded('firm');
  world.sandbox.control.setRequestFaults({
    serverError: 1,
    operations: ['UpdateTerminationProtection'],
  });
  await expect(
    destroy('firm', { liftProtection: true, emptyBuckets: true }),
  ).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Failed to turn off the termination protection of stack firm/,
    ),
  });
  world.sandbox.control.clearRequestFaults();
  await expect(
    destroy('firm', { plan: true, liftProtection: true }),
  ).resolves.toMatchObject({ plan: { buckets: [{ isEmpty: false }] } });
});

it('turns the protection on again when CloudFormation rejects the deletion, and names the emptied buckets', async () => {
  await guarded('back');
  world.sandbox.control.setRequestFaults({
    serverError: 1,
    operations: ['DeleteStack'],
  });
  await expect(
    destroy('back', { liftProtection: true, emptyBuckets: true }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /^Failed to delete stack back.*\nBucket back-data was emptied, 1 object deleted\.\nIts termination protection is on again\.$/,
    ),
  });
  await expect(describeNow('back')).resolves.toMatchObject({
    status: 'CREATE_COMPLETE',
    isProtected: true,
  });
});

it('reports the reason of AWS when the protection is turned on at the last moment', async () => {
  await guarded('late');
  const proxy = await startChangingProxy(
    world.sandbox.endpointUrl,
    (action, text) =>
      action === 'DescribeStacks'
        ? text.replace(/(<EnableTerminationProtection>)true/, '$1false')
        : text,
  );
  const { cloudFormation } = clientsFor(proxy.url);
  await expect(
    destroy('late', { cloudFormation, emptyBuckets: true }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /cannot be deleted while TerminationProtection is enabled/,
    ),
  });
  cloudFormation.destroy();
  proxy.close();
});

const balancer = `Parameters:
  Protection: { Type: String, Default: 'true' }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.9.0.0/16 }
  A:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.9.0.0/24, AvailabilityZone: !Select [0, !GetAZs ''] }
  B:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.9.1.0/24, AvailabilityZone: !Select [1, !GetAZs ''] }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { VpcId: !Ref Vpc, GroupDescription: test }
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internal
      Subnets: [!Ref A, !Ref B]
      SecurityGroups: [!Ref Group]
      LoadBalancerAttributes:
        - { Key: deletion_protection.enabled, Value: !Ref Protection }
`;

it('deletes nothing of a stack whose load balancer has deletion protection, until a deploy turns it off', async () => {
  await createStack(world, 'balanced', balancer);
  world.sandbox.control.resetRequestCounts();
  await expect(
    destroy('balanced', { liftProtection: true }),
  ).rejects.toMatchObject({
    code: 'blocked',
    message: expect.stringMatching(
      /^Stack balanced was not deleted: Balancer .* has deletion protection.*deploy first with deletion_protection[.]enabled set to false.*\nNothing was changed[.]$/,
    ),
  });
  expect(changes()).toEqual([]);

  await world.cloudFormation.send(
    new UpdateStackCommand({
      StackName: 'balanced',
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Protection', ParameterValue: 'false' }],
    }),
  );
  await waitUntilStackUpdateComplete(
    {
      client: world.cloudFormation,
      maxWaitTime: 60,
      minDelay: 0.1,
      maxDelay: 0.1,
    },
    { StackName: 'balanced' },
  );
  await expect(destroy('balanced')).resolves.toMatchObject({
    status: 'DELETE_COMPLETE',
  });
});
