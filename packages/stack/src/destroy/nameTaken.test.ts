import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createStack } from '../__testUtils__/createStack';
import { quick, World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { destroyStack } from './destroyStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const template = (name: string, policy: string) => `Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Data: { Type: AWS::S3::Bucket, DeletionPolicy: ${policy}, DependsOn: Vpc, Properties: { BucketName: ${name} } }
`;

/** Creates somebody else's bucket with an object, and a stack that fails to create a bucket of the same name. @returns the name */
async function failedStack(
  stackName: string,
  policy: string,
  OnFailure: 'DO_NOTHING' | 'ROLLBACK',
) {
  const bucket = `${stackName}-data`;
  await createStack(world, `${stackName}-owner`, template(bucket, 'Delete'));
  await world.s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'order-1', Body: 'theirs' }),
  );
  await world.cloudFormation.send(
    new CreateStackCommand({
      StackName: stackName,
      TemplateBody: template(bucket, policy),
      OnFailure,
    }),
  );
  const { cloudFormation } = world;
  for (;;) {
    const stack = await describeStack({ cloudFormation, stackName });
    if (!stack!.status.endsWith('_IN_PROGRESS')) return bucket;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

it.each([
  ['Delete', 'DO_NOTHING'],
  ['Retain', 'DO_NOTHING'],
  ['Delete', 'ROLLBACK'],
  ['Retain', 'ROLLBACK'],
] as const)(
  'a bucket with policy %s whose name was taken is not of the stack, after %s',
  async (policy, onFailure) => {
    const stackName = `orders-${policy}-${onFailure.replace(
      '_',
      '-',
    )}`.toLowerCase();
    const bucket = await failedStack(stackName, policy, onFailure);
    const options = {
      ...quick,
      cloudFormation: world.cloudFormation,
      s3: world.s3,
      stackName,
      emptyBuckets: true,
    };
    const { plan } = await destroyStack({ ...options, plan: true });
    expect(plan!.lines.join('\n')).not.toContain('Data');
    expect(plan).toMatchObject({ retained: [], buckets: [] });
    const result = await destroyStack(options);
    expect(result).toMatchObject({ retained: [], emptied: [] });
    await expect(
      world.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'order-1' })),
    ).resolves.toBeDefined();
  },
);
