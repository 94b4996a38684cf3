import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import {
  call,
  createPrivateApi,
  eventsOf,
  execute,
  Harness,
  outputsOf,
  settledStatus,
  startHarness,
  TEMPLATE,
  upload,
} from '../__testUtils__/harness';

const line = (event: StackEvent) =>
  `${event.LogicalResourceId} ${event.ResourceStatus}`;

describe('the update of a stack', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const create = (StackName: string, TemplateBody: string, more = {}) =>
    harness.cloudFormation.send(
      new CreateStackCommand({ StackName, TemplateBody, ...more }),
    );
  const remove = (StackName: string, more = {}) =>
    harness.cloudFormation.send(new DeleteStackCommand({ StackName, ...more }));

  it('updates in place, replaces resources, cleans up, and rolls back an update', async () => {
    const before = await createPrivateApi(harness, 'changing');
    const echo = `${before.EndpointUrl}/health`;
    const answer = (body: string) =>
      `exports.handler = async () => ({ statusCode: 200, body: ${JSON.stringify(
        body,
      )} });`;
    await upload(harness, 'second.zip', { 'index.js': answer('second') });
    await upload(harness, 'third.zip', { 'index.js': answer('third') });
    const update = (name: string, key: string, TemplateBody = TEMPLATE) =>
      execute(harness, {
        StackName: 'changing',
        ChangeSetName: name,
        TemplateBody,
        Parameters: [
          { ParameterKey: 'ArtifactBucket', UsePreviousValue: true },
          { ParameterKey: 'ApiFunctionCodeKey', ParameterValue: key },
        ],
      });

    // As in the golden path, the logical ID of the deployment changes with the
    // methods of the API.
    const renamed = TEMPLATE.replace(
      /\bDeployment\b(?!Id)(?=:$)/m,
      'Deployment2',
    ).replace('!Ref Deployment,', '!Ref Deployment2,');
    await update('second', 'second.zip', renamed);
    expect(await settledStatus(harness, 'changing')).toBe('UPDATE_COMPLETE');
    expect((await call(harness, echo)).body).toBe('second');
    const lines = (await eventsOf(harness, 'changing')).map(line);
    const since = lines.slice(lines.indexOf('changing UPDATE_IN_PROGRESS'));
    expect(since).toContain('Function UPDATE_COMPLETE');
    expect(since).toContain('Deployment2 CREATE_COMPLETE');
    expect(since).not.toContain('Vpc UPDATE_IN_PROGRESS');
    expect(
      since.indexOf('changing UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    ).toBeLessThan(since.indexOf('Deployment DELETE_IN_PROGRESS'));
    expect(since.at(-1)).toBe('changing UPDATE_COMPLETE');

    harness.sandbox.control.addFault({
      stackName: 'changing',
      logicalId: 'Stage',
      operation: 'UPDATE',
      reason: 'The stage is stuck',
    });
    await update('third', 'third.zip', TEMPLATE);
    await expect(remove('changing')).rejects.toThrow(
      /cannot be deleted while in status UPDATE_/,
    );
    expect(await settledStatus(harness, 'changing')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    const events = await eventsOf(harness, 'changing');
    expect(
      events.find(e => e.ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS')
        ?.ResourceStatusReason,
    ).toBe('The following resource(s) failed to update: [Stage]. ');
    expect((await call(harness, echo)).body).toBe('second');
    expect(await outputsOf(harness, 'changing')).toEqual(before);
  });

  it('replaces a resource whose create-only property changes', async () => {
    const group = (description: string) => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.2.0.0/16 } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: ${description} } }
Outputs: { Id: { Value: !GetAtt Group.GroupId } }`;
    await create('replaced', group('one'));
    await settledStatus(harness, 'replaced');
    const before = await outputsOf(harness, 'replaced');
    await execute(harness, {
      StackName: 'replaced',
      ChangeSetName: 'two',
      TemplateBody: group('two'),
    });
    expect(await settledStatus(harness, 'replaced')).toBe('UPDATE_COMPLETE');
    const after = await outputsOf(harness, 'replaced');
    expect(after.Id).not.toBe(before.Id);
    const events = await eventsOf(harness, 'replaced');
    expect(events.map(e => e.ResourceStatusReason)).toContain(
      'Requested update requires the creation of a new physical resource; hence creating one.',
    );
    const deleted = events.find(e => e.ResourceStatus === 'DELETE_COMPLETE');
    expect(deleted?.PhysicalResourceId).toBe(before.Id);
    const { StackResources } = await harness.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: 'replaced' }),
    );
    expect(
      StackResources!.find(r => r.LogicalResourceId === 'Group'),
    ).toMatchObject({
      PhysicalResourceId: after.Id,
      ResourceStatus: 'UPDATE_COMPLETE',
    });
  });

  const logs = (...lines: string[]) =>
    `Resources:\n  First: { Type: AWS::Logs::LogGroup }\n${lines
      .map(text => `  ${text}\n`)
      .join('')}`;
  const named = (name: string, more = '') =>
    `Logs: { Type: AWS::Logs::LogGroup, ${more}Properties: { LogGroupName: ${name} } }`;
  const changed = async (StackName: string, from: string, to: string) => {
    await create(StackName, from);
    await settledStatus(harness, StackName);
    await execute(harness, {
      StackName,
      ChangeSetName: 'change',
      TemplateBody: to,
    });
    await settledStatus(harness, StackName);
    const events = await eventsOf(harness, StackName);
    return events.slice(
      events.findIndex(
        one => line(one) === `${StackName} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
      ),
    );
  };

  it('tries three times to delete what it no longer needs, and succeeds anyway', async () => {
    harness.sandbox.control.addFault({
      stackName: 'stuck',
      logicalId: 'Logs',
      operation: 'DELETE',
      reason: 'in use',
      times: 3,
    });
    const cleanup = await changed('stuck', logs(named('stuck')), logs());
    expect(cleanup.map(line)).toEqual([
      'stuck UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      ...Array.from({ length: 3 }, () => [
        'Logs DELETE_IN_PROGRESS',
        'Logs DELETE_FAILED',
      ]).flat(),
      'stuck UPDATE_COMPLETE',
    ]);
    expect(cleanup.at(-1)!.ResourceStatusReason).toBe(
      'Update successful. One or more resources could not be deleted.',
    );
    const { StackResources } = await harness.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: 'stuck' }),
    );
    expect(StackResources!.map(one => one.LogicalResourceId)).toEqual([
      'First',
    ]);
  });

  it('reports the replaced resource that it retains', async () => {
    const keep = 'UpdateReplacePolicy: Retain, ';
    const cleanup = await changed(
      'kept',
      logs(named('kept-1', keep)),
      logs(named('kept-2', keep)),
    );
    expect(cleanup.map(one => [line(one), one.PhysicalResourceId])).toEqual([
      ['kept UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', expect.any(String)],
      ['Logs DELETE_SKIPPED', 'kept-1'],
      ['kept UPDATE_COMPLETE', expect.any(String)],
    ]);
  });
});
