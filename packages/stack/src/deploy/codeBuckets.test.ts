import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { errorOf } from '../__testUtils__/outcomes';
import { functionRole, withFunction } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { destroyStack } from '../destroy/destroyStack';
import { describeStack } from '../session/describe';
import { deployStack } from './deployStack';

let world: World;
let code: Uint8Array;
beforeAll(async () => {
  world = await World.start();
  await deployStack(world.deploy(withFunction, { stackName: 'packaged' }));
  const { Body } = await world.s3.send(
    new GetObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: (await world.keys())[0],
    }),
  );
  code = await Body!.transformToByteArray();
});
afterAll(() => world.close());

const counts = () => world.sandbox.control.requestCounts();

/** A function whose code is not packaged by the deploy. */
const template = (bucket: string, more = '') => `Parameters:
  CodeBucket: { Type: String, Default: none-by-default }
  WithOther: { Type: String, Default: 'no' }
Conditions:
  HasOther: !Equals [!Ref WithOther, 'yes']
Resources:
${functionRole}  Api:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Runtime: nodejs24.x
      Handler: index.handler
      Code:
        S3Bucket: ${bucket}
        S3Key: code.zip
  Other:
    Type: AWS::Lambda::Function
    Condition: HasOther
    Properties:
      Role: !GetAtt Role.Arn
      Runtime: nodejs24.x
      Handler: index.handler
      Code: { S3Bucket: never-there, S3Key: code.zip }
${more}`;

it.each([
  [
    'literal-bucket',
    'literal-bucket',
    '(Code.S3Bucket), does not exist',
    'the name in the template',
  ],
  [
    '!Ref CodeBucket',
    'given-bucket',
    '(Code.S3Bucket, through parameter CodeBucket), does not exist',
    'parameter CodeBucket (parameters)',
  ],
  [
    "!Sub 'code-${AWS::Region}-${AWS::AccountId}'",
    'code-eu-central-1-111111111111',
    '(Code.S3Bucket), does not exist',
    'the name in the template',
  ],
])(
  'names a missing bucket before anything is created: %s',
  async (property, bucket, where, correct) => {
    const stackName = 'missing';
    const options = world.deploy(template(property), {
      stackName,
      accountId: '111111111111',
      parameters: { CodeBucket: 'given-bucket' },
    });
    const line =
      template(property)
        .split('\n')
        .findIndex(text => text.includes('S3Bucket:')) + 1;
    world.sandbox.control.resetRequestCounts();
    const error = await errorOf(deployStack(options));
    expect(error).toMatchObject({
      code: 'input',
      message: `Template ${options.templatePath}, line ${line}: bucket ${bucket}, which Api names ${where}. Create it in the region of the stack and upload the code, or correct ${correct}.\nNothing was changed.`,
    });
    expect(counts()).toMatchObject({ HeadBucket: 1 });
    expect(counts()).not.toHaveProperty('CreateChangeSet');
    await expect(describeStack(options)).resolves.toBeUndefined();
  },
);

it('names every missing bucket of a resource whose condition holds', async () => {
  const { message } = await errorOf(
    deployStack(
      world.deploy(template('!Ref CodeBucket'), {
        stackName: 'missing',
        parameters: { WithOther: 'yes' },
      }),
    ),
  );
  expect(message).toMatch(
    /bucket none-by-default, which Api names [^]*\n.*bucket never-there, which Other names/,
  );
});

it('does not check a name that is not known before the deploy, nor the bucket that it uploads to', async () => {
  world.sandbox.control.resetRequestCounts();
  const unknown = template("!Sub 'code-${AWS::AccountId}'");
  const { message } = await errorOf(
    deployStack(world.deploy(unknown, { stackName: 'unknown' })),
  );
  expect(message).not.toContain('which Api names');
  await deployStack(
    world.deploy(withFunction, { stackName: 'packaged', plan: true }),
  );
  expect(counts()).not.toHaveProperty('HeadBucket');
});

it('deploys from a bucket that exists, also without the permission to list it, and updates what does not read it', async () => {
  const stackName = 'from-bucket';
  const bucket = 'code-of-the-team';
  const owner = world.deploy(
    `Resources: { Data: { Type: AWS::S3::Bucket, Properties: { BucketName: ${bucket} } } }`,
    { stackName: 'team' },
  );
  await deployStack(owner);
  await world.s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'code.zip', Body: code }),
  );
  const { control } = world.sandbox;
  control.setDeniedOperations({ '*': ['HeadBucket'] });
  await deployStack(world.deploy(template(bucket), { stackName }));
  control.setDeniedOperations({});

  await destroyStack({ ...owner, emptyBuckets: true });
  const lines: string[] = [];
  const changed = template(bucket, '  Log: { Type: AWS::Logs::LogGroup }\n');
  await expect(
    deployStack(
      world.deploy(changed, {
        stackName,
        onProgress: line => lines.push(line),
      }),
    ),
  ).resolves.toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(lines).toContainEqual(
    expect.stringMatching(
      /bucket code-of-the-team, which Api names .* does not exist\. .* Its code does not change/,
    ),
  );
  const moved = template('moved-to-nowhere');
  const error = await errorOf(deployStack(world.deploy(moved, { stackName })));
  expect(error.message).toContain('bucket moved-to-nowhere, which Api names');
});
