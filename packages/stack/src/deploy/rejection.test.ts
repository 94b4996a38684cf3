import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { errorOf } from '../__testUtils__/outcomes';
import { World } from '../__testUtils__/world';
import { describeStack, listResources } from '../session/describe';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

let count = 0;
/** Stores a template and returns the resource of a nested stack that uses it. */
async function nested(logicalId: string, template: string): Promise<string> {
  const key = `inner-${count++}.yaml`;
  await world.s3.send(
    new PutObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: key,
      Body: template,
    }),
  );
  return `Resources:
  First: { Type: AWS::Logs::LogGroup }
  ${logicalId}:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${world.sandbox.endpointUrl}/${ARTIFACT_BUCKET}/${key}
`;
}

const wrong = `Resources:
  Log: { Type: AWS::Logs::LogGroup, Properties: { Retention: 7 } }
`;

it('names what the validation found in a nested stack, at any depth', async () => {
  const stackName = 'rejected-1';
  const middle = await nested('Inner', wrong);
  const options = world.deploy(await nested('Middle', middle), { stackName });
  const error = await errorOf(deployStack(options));
  expect(error.failure).toMatchObject({
    logicalId: 'Log',
    path: ['Middle', 'Inner'],
    line: 3,
  });
  expect(error.message).toMatch(
    /^Stack rejected-1: CloudFormation rejected the change set: Log \(AWS::Logs::LogGroup in nested stack Middle › Inner, template line 3\): .*\[Retention\].* Correct the property in the template\.$/,
  );
  await expect(describeStack(options)).resolves.toBeUndefined();
});

it('gives the reason of the nested stack if its findings cannot be read', async () => {
  const stackName = 'rejected-2';
  const options = world.deploy(await nested('Network', wrong), { stackName });
  world.sandbox.control.setDeniedOperations({ '*': ['DescribeEvents'] });
  const { message } = await errorOf(deployStack(options));
  world.sandbox.control.setDeniedOperations({});
  expect(message).toMatch(
    /rejected the change set: Network \(AWS::CloudFormation::Stack, template line 3\): The following hook\(s\)\/validation failed.*\nFailed to read what the validation found \(DescribeEvents: AccessDenied\w*\)\. Grant cloudformation:DescribeEvents to the deploying role\.$/,
  );
});

it('shows what the validation of a nested stack warns about', async () => {
  const stackName = 'warned';
  const buckets = (...names: string[]) =>
    nested(
      'Storage',
      `Resources:\n${names
        .map(name => `  ${name}: { Type: AWS::S3::Bucket }\n`)
        .join('')}`,
    );
  await deployStack(
    world.deploy(await buckets('Data', 'Other'), { stackName }),
  );
  const { cloudFormation, s3 } = world;
  const idOf = async (of: string, logicalId: string) =>
    (await listResources({ cloudFormation, stackName: of })).find(
      one => one.logicalId === logicalId,
    )!.physicalId!;
  const Bucket = await idOf(await idOf(stackName, 'Storage'), 'Data');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }));
  const lines: string[] = [];
  await deployStack(
    world.deploy(await buckets('Other'), {
      stackName,
      plan: true,
      onProgress: line => lines.push(line),
    }),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^CloudFormation warns: Data \(AWS::S3::Bucket in nested stack Storage\): /,
    ),
  );
});
