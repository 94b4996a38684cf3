import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  call,
  createPrivateApi,
  eventsOf,
  execute,
  Harness,
  outputsOf,
  parametersOf,
  settledStatus,
  startHarness,
  TEMPLATE,
  upload,
} from '../__testUtils__/harness';
import { ARTIFACT_BUCKET } from '../index';

describe('functions', () => {
  let harness: Harness;
  let url: string;
  let name: string;
  beforeAll(async () => {
    process.env.SANDBOX_TEST_SECRET = 'do not leak';
    harness = await startHarness();
    const outputs = await createPrivateApi(harness, 'functions');
    url = outputs.EndpointUrl;
    name = outputs.FunctionName;
  });
  afterAll(async () => {
    delete process.env.SANDBOX_TEST_SECRET;
    await harness.close();
  });

  it("have Lambda's environment variables and none of this process", async () => {
    const { body } = await call(harness, `${url}/environment`);
    const environment = JSON.parse(body);
    expect(environment).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_ENDPOINT_URL_DYNAMODB: harness.sandbox.endpointUrl,
    });
    expect(environment.TABLE_NAME).toMatch(/^functions-Table-/);
    expect(environment.SANDBOX_TEST_SECRET).toBeUndefined();
    expect(environment.PATH).toBeUndefined();
  });

  it("use the stack's DynamoDB table with the SDK of the runtime", async () => {
    const answer = await call(harness, `${url}/table`);
    expect([answer.status, answer.body]).toEqual([
      200,
      '{"id":"one","text":"kept"}',
    ]);
  });

  it('write their output to the log', async () => {
    await call(harness, `${url}/throw`);
    const log = harness.lines.join('\n');
    expect(log).toContain(`[${name}] called GET /throw`);
    expect(log).toContain('broken on purpose');
  });

  it('run several invocations at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => call(harness, `${url}/health`)),
    );
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 200]);
  });

  const deploy = async (
    stack: string,
    template = TEMPLATE,
    key = 'code.zip',
  ) => {
    await execute(harness, {
      StackName: stack,
      ChangeSetName: 'create',
      ChangeSetType: 'CREATE',
      TemplateBody: template,
      Parameters: parametersOf({
        ArtifactBucket: 'private-serverless-artifacts',
        ApiFunctionCodeKey: key,
      }),
    });
    return settledStatus(harness, stack);
  };
  const answerOf = async (stack: string) => {
    const { EndpointUrl } = await outputsOf(harness, stack);
    return call(harness, `${EndpointUrl}/health`);
  };

  it('may be ES modules in a folder of the package', async () => {
    await upload(harness, 'module.zip', {
      'src/index.mjs':
        "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nexport const handler = async () => ({ statusCode: 201, body: typeof DynamoDBClient });",
    });
    const template = TEMPLATE.replace('index.handler', 'src/index.handler');
    expect(await deploy('module', template, 'module.zip')).toBe(
      'CREATE_COMPLETE',
    );
    expect(await answerOf('module')).toMatchObject({
      status: 201,
      body: 'function',
    });
  });

  it.each([
    ['a module that throws', { 'index.js': 'throw new Error("at load")' }],
    ['a missing module', { 'other.js': '' }],
    ['a missing export', { 'index.js': 'exports.other = 1' }],
  ])('answer 502 for %s', async (_, files) => {
    const stack = `broken${Object.values(files)[0].length}`;
    await upload(harness, `${stack}.zip`, files as Record<string, string>);
    expect(await deploy(stack, TEMPLATE, `${stack}.zip`)).toBe(
      'CREATE_COMPLETE',
    );
    expect((await answerOf(stack)).status).toBe(502);
  });

  it.each([
    ['no-key', 'none.zip', 'S3 Error Code: NoSuchKey'],
    ['no-zip', 'not-a.zip', 'Could not unzip uploaded file'],
    ['escapes', 'escapes.zip', 'Could not unzip uploaded file'],
  ])('fail to be created: %s', async (stack, key, reason) => {
    await harness.s3.send(
      new PutObjectCommand({
        Bucket: 'private-serverless-artifacts',
        Key: 'not-a.zip',
        Body: 'text',
      }),
    );
    await upload(harness, 'escapes.zip', { '../../escaped.js': '1' });
    expect(await deploy(stack, TEMPLATE, key)).toBe('ROLLBACK_COMPLETE');
    const reasons = (await eventsOf(harness, stack)).map(
      event => event.ResourceStatusReason,
    );
    expect(reasons.join()).toContain(reason);
  });

  it('reject a runtime that is not Node.js', async () => {
    await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'python',
        TemplateBody: TEMPLATE.replace('nodejs24.x', 'python3.13'),
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: parametersOf({
          ArtifactBucket: 'private-serverless-artifacts',
          ApiFunctionCodeKey: 'code.zip',
        }),
      }),
    );
    await settledStatus(harness, 'python');
    const reasons = (await eventsOf(harness, 'python')).map(
      event => event.ResourceStatusReason,
    );
    expect(reasons.join()).toContain(
      'sandbox: Runtime python3.13 is not supported. Use a nodejs runtime.',
    );
  });

  it('respond with 500 through API Gateway if their reserved concurrency is used up', async () => {
    await execute(harness, {
      StackName: 'functions',
      ChangeSetName: 'reserve',
      ChangeSetType: 'UPDATE',
      TemplateBody: TEMPLATE.replace(
        '      Handler: index.handler',
        '$&\n      ReservedConcurrentExecutions: 1',
      ),
      Parameters: parametersOf({
        ArtifactBucket: ARTIFACT_BUCKET,
        ApiFunctionCodeKey: 'code.zip',
      }),
    });
    expect(await settledStatus(harness, 'functions')).toBe('UPDATE_COMPLETE');
    const answers = await Promise.all([
      call(harness, `${url}/slow`),
      call(harness, `${url}/slow`),
    ]);
    // One runs into its timeout, the other one is not started.
    expect(answers.map(({ status }) => status).sort()).toEqual([500, 502]);
    expect(harness.lines).toContain(`[${name}] Rate Exceeded.`);
    expect((await call(harness, `${url}/health`)).status).toBe(200);
  });
});
