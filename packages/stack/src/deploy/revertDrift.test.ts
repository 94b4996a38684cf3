import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { errorOf } from '../__testUtils__/outcomes';
import { World } from '../__testUtils__/world';
import { detectDrift } from '../drift/detectDrift';
import { deployStack } from './deployStack';

const template = `Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: of the endpoint
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.1.0.0/16 }]
  Log: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7, Tags: [{ Key: of, Value: !Ref Password }] } }
  Gone: { Type: AWS::Logs::LogGroup }
`;

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const parameters = { Password: 'correct horse' };

/** Deploys the template, then changes its resources by hand. */
async function driftedStack(stackName: string) {
  const options = world.deploy(template, { stackName, parameters });
  await deployStack(options);
  const { control } = world.sandbox;
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
  control.changeResource({
    stackName,
    logicalId: 'Group',
    properties: { SecurityGroupIngress: [{ ...rule, CidrIp: '0.0.0.0/0' }] },
  });
  control.changeResource({
    stackName,
    logicalId: 'Log',
    properties: {
      RetentionInDays: 30,
      Tags: [{ Key: 'of', Value: 'another secret' }],
    },
  });
  await control.removeResource({ stackName, logicalId: 'Gone' });
  const lines: string[] = [];
  return {
    options: {
      ...options,
      revertDrift: true,
      onProgress: (line: string) => lines.push(line),
    },
    lines,
  };
}

it('shows what was changed by hand with its actual value, changes nothing with `plan`, and then reverts it', async () => {
  const { options, lines } = await driftedStack('orders-hand');
  const { plan, operation } = await deployStack({ ...options, plan: true });
  expect(operation).toBe('update');
  expect(plan!.lines.filter(line => line.startsWith('DRIFT'))).toEqual([
    expect.stringMatching(
      /^DRIFT: Group \(AWS::EC2::SecurityGroup\) was changed by hand: SecurityGroupIngress\.0\.CidrIp is 0\.0\.0\.0\/0, the template says 10\.1\.0\.0\/16$/,
    ),
    'DRIFT: Log (AWS::Logs::LogGroup) was changed by hand: RetentionInDays is 30, the template says 7',
    'DRIFT: Log (AWS::Logs::LogGroup) was changed by hand: Tags.0.Value is not as in the template (the values are hidden)',
    'DRIFT: Gone (AWS::Logs::LogGroup) was deleted by hand: the deploy creates it again',
  ]);
  expect(plan!.lines).toContain(
    '    RetentionInDays: 30 → 7 (changed by hand; the last deploy set 7)',
  );
  expect(plan!.warnings).toContainEqual({
    kind: 'drift',
    logicalId: 'Log',
    text: expect.stringContaining('RetentionInDays is 30'),
  });
  expect(JSON.stringify([plan, lines])).not.toMatch(/secret|correct horse/);
  const { Summaries = [] } = await world.cloudFormation.send(
    new ListChangeSetsCommand({ StackName: 'orders-hand' }),
  );
  expect(Summaries.map(one => one.ExecutionStatus)).toEqual([
    'EXECUTE_COMPLETE',
  ]);
  await expect(detectDrift(options)).resolves.toMatchObject({
    status: 'DRIFTED',
  });

  const reverted = await deployStack(options);
  expect(reverted.status).toBe('UPDATE_COMPLETE');
  expect(lines.join('\n')).toContain(plan!.lines.join('\n'));
  await expect(detectDrift(options)).resolves.toMatchObject({
    status: 'IN_SYNC',
  });

  lines.length = 0;
  await expect(deployStack(options)).resolves.toMatchObject({
    operation: 'none',
  });
  expect(lines).toContain(
    'Nothing to change, and nothing that CloudFormation compares was changed by hand',
  );
});

it('leaves what was changed by hand without the option', async () => {
  const { options, lines } = await driftedStack('orders-kept');
  const result = await deployStack({ ...options, revertDrift: false });
  expect(result.operation).toBe('none');
  expect(lines).toContain('Nothing to change');
  await expect(detectDrift(options)).resolves.toMatchObject({
    status: 'DRIFTED',
  });
});

it('adopts a value that the new template has, and still marks that it is wider than the last deploy', async () => {
  const { options } = await driftedStack('orders-adopt');
  const { templatePath } = world.deploy(
    template
      .replace('CidrIp: 10.1.0.0/16', 'CidrIp: 0.0.0.0/0')
      .replace('RetentionInDays: 7', 'RetentionInDays: 90'),
  );
  const { plan } = await deployStack({ ...options, templatePath, plan: true });
  expect(plan!.lines).toEqual(
    expect.arrayContaining([
      'DRIFT: Log (AWS::Logs::LogGroup) was changed by hand: RetentionInDays is 30, the template says 90',
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 0.0.0.0/0, which is every address',
      '= Group (AWS::EC2::SecurityGroup) already is as the template declares',
    ]),
  );
  expect(plan!.lines.join('\n')).not.toContain('DRIFT: Group');
});

it('says that it leaves out nested stacks', async () => {
  const key = 'inner-drift.yaml';
  await world.s3.send(
    new PutObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: key,
      Body: 'Resources: { Inner: { Type: AWS::Logs::LogGroup } }',
    }),
  );
  const outer = (days: number) => `Resources:
  Log: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } }
  Network: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '${world.sandbox.endpointUrl}/${ARTIFACT_BUCKET}/${key}' } }
`;
  const options = world.deploy(outer(1), { stackName: 'outer-drift' });
  await deployStack(options);
  const revert = { ...options, revertDrift: true, plan: true };
  const { templatePath } = world.deploy(outer(3));
  const { plan } = await deployStack({ ...revert, templatePath });
  expect(plan!.warnings).toContainEqual({
    kind: 'unknown',
    logicalId: 'Network',
    text: 'Network (AWS::CloudFormation::Stack): not compared with its actual state: a drift-aware change set leaves out the resources of nested stacks. What was changed by hand in it is neither shown nor reverted',
  });
});

it('is refused for a stack that does not exist, or that has to be created again', async () => {
  const options = world.deploy(template, {
    stackName: 'orders-new',
    parameters,
    revertDrift: true,
  });
  const error = await errorOf(deployStack(options));
  expect(error).toMatchObject({ code: 'input', option: 'revertDrift' });
  expect(error.message).toBe(
    'revertDrift: stack orders-new has no resources yet, so nothing was changed by hand. To create them, deploy without revertDrift.',
  );

  await world.cloudFormation.send(
    new CreateStackCommand({
      StackName: 'orders-failed',
      TemplateBody:
        "Resources: { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: wrong } } }",
    }),
  );
  const failed = await errorOf(
    deployStack({ ...options, stackName: 'orders-failed' }),
  );
  expect(failed.code).toBe('input');
  expect(failed.message).toContain(
    'stack orders-failed is in ROLLBACK_COMPLETE',
  );
  const { StackResources = [] } = await world.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: 'orders-failed' }),
  );
  expect(StackResources.map(one => one.LogicalResourceId)).toEqual(['Vpc']);
});
