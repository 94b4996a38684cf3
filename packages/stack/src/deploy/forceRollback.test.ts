import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { errorOf } from '../__testUtils__/outcomes';
import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { deployStack } from './deployStack';
import type { DeployOptions } from './options';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

let count = 0;
let lines: string[];
const fault = (stackName: string, reason: string, times: number) =>
  world.sandbox.control.addFault({
    stackName,
    logicalId: 'Rule',
    operation: 'UPDATE',
    reason,
    times,
  });
const stateOf = async (options: DeployOptions) =>
  (await describeStack(options))?.status;

/** A stack whose rollback fails again and again. */
async function stuck(): Promise<DeployOptions> {
  lines = [];
  const options = world.deploy(network, {
    stackName: `stuck-${count++}`,
    onProgress: line => lines.push(line),
  });
  await deployStack(options);
  fault(options.stackName, 'neither forth nor back', 3);
  const parameters = { Note: 'second' };
  for (const reason of ['updated', 'rolled back']) {
    const { message } = await errorOf(deployStack({ ...options, parameters }));
    expect(message).toContain(`was not ${reason}`);
    expect(message).toMatch(/skipResources: Rule\), or .*\(forceRollback\)/);
  }
  lines = [];
  return { ...options, parameters: { Note: 'third' } };
}

const meaning = expect.stringMatching(/^CloudFormation skips these resources/);
const rule = expect.stringMatching(
  /^Could not be rolled back: Rule \(AWS::EC2::SecurityGroupIngress\) sgr-\w+: neither forth nor back$/,
);

it('lists the resources and what it means, then continues if they are as in the template', async () => {
  const options = await stuck();
  await expect(
    deployStack({ ...options, forceRollback: true }),
  ).resolves.toMatchObject({
    status: 'UPDATE_COMPLETE',
    outputs: { Note: 'third' },
  });
  const start = lines.indexOf(
    `Stack ${options.stackName} is in UPDATE_ROLLBACK_FAILED. Continuing its rollback first, without the resources that cannot be rolled back.`,
  );
  expect(lines.slice(start + 1, start + 5)).toEqual([
    rule,
    meaning,
    'The rollback ended in UPDATE_ROLLBACK_COMPLETE.',
    'The skipped resources are as in the template.',
  ]);
});

it('ends the deploy and shows what differs, which a drift-aware deploy sets back', async () => {
  const options = await stuck();
  world.sandbox.control.changeResource({
    stackName: options.stackName,
    logicalId: 'Rule',
    properties: { Description: 'by hand' },
  });
  const error = await errorOf(deployStack({ ...options, forceRollback: true }));
  expect(error).toMatchObject({ code: 'failed', option: 'revertDrift' });
  expect(error.message.split('\n')).toEqual([
    `Stack ${options.stackName} was rolled back without the resources that could not be, and nothing new was deployed: skipped resources are not as in the template. Correct them by hand, or deploy again and set them back (revertDrift).`,
    expect.stringMatching(
      /^✗ Rule AWS::EC2::SecurityGroupIngress sgr-\w+ MODIFIED$/,
    ),
    '    /Description: NOT_EQUAL, expected first, actual by hand',
  ]);
  await expect(stateOf(options)).resolves.toBe('UPDATE_ROLLBACK_COMPLETE');
  await expect(
    deployStack({ ...options, revertDrift: true }),
  ).resolves.toMatchObject({ status: 'UPDATE_COMPLETE' });
});

it('ends the deploy if a resource may not be compared', async () => {
  const options = await stuck();
  const { control } = world.sandbox;
  control.setDeniedOperations({ '*': ['DetectStackResourceDrift'] });
  const error = await errorOf(deployStack({ ...options, forceRollback: true }));
  control.setDeniedOperations({});
  expect(error.message).toMatch(
    /\n\? Rule .* could not be compared: .*not authorized to perform: cloudformation:DetectStackResourceDrift/,
  );
  await expect(stateOf(options)).resolves.toBe('UPDATE_ROLLBACK_COMPLETE');
});

it('with a plan, only lists the resources', async () => {
  const options = await stuck();
  const { plan } = await deployStack({
    ...options,
    forceRollback: true,
    plan: true,
  });
  expect(plan!.lines.slice(0, 3)).toEqual([
    expect.stringMatching(/First step: continue its rollback/),
    rule,
    meaning,
  ]);
  await expect(stateOf(options)).resolves.toBe('UPDATE_ROLLBACK_FAILED');
  await expect(
    deployStack({ ...options, forceRollback: true, skipResources: ['Rule'] }),
  ).rejects.toMatchObject({
    code: 'input',
    message:
      'forceRollback skips every resource that cannot be rolled back. Use it without skipResources.',
  });
});

it('lists resources of nested stacks', async () => {
  const templateOf = async (days: number) => {
    const key = `inner-${days}.yaml`;
    await world.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: key,
        Body: `Resources: { Rule: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } } }`,
      }),
    );
    return `Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: "${
      world.sandbox.endpointUrl
    }/${ARTIFACT_BUCKET}/${key}" }
  Vpc:
    Type: AWS::EC2::VPC
    DependsOn: Nested
    Properties: { CidrBlock: 10.1.0.0/16, EnableDnsSupport: ${days === 1} }
`;
  };
  lines = [];
  let nested = '';
  const stackName = `stuck-${count++}`;
  const options = world.deploy(await templateOf(1), {
    stackName,
    onProgress: line => lines.push(line),
    onEvent({ logicalId, physicalId, status }) {
      if (logicalId === 'Nested' && physicalId) nested = physicalId;
      // The nested stack is updated, and cannot be rolled back.
      if (logicalId === 'Vpc' && status === 'UPDATE_IN_PROGRESS') {
        fault(nested.split('/')[1]!, 'no way back', 2);
      }
    },
  });
  await deployStack(options);
  world.sandbox.control.setDurations({ 'AWS::EC2::VPC': 300 });
  world.sandbox.control.addFault({
    stackName,
    logicalId: 'Vpc',
    operation: 'UPDATE',
    reason: 'no room',
  });
  const { templatePath } = world.deploy(await templateOf(3));
  const failed = await errorOf(deployStack({ ...options, templatePath }));
  world.sandbox.control.setDurations({});
  expect(failed.failure).toMatchObject({ logicalId: 'Vpc' });
  expect(failed.result!.status).toBe('UPDATE_ROLLBACK_FAILED');
  lines = [];
  await expect(
    deployStack({
      ...options,
      templatePath,
      onEvent: undefined,
      forceRollback: true,
    }),
  ).resolves.toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^Could not be rolled back: Nested › Rule \(AWS::Logs::LogGroup\) \S+: no way back$/,
    ),
  );
});
