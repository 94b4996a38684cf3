import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  RollbackStackCommand,
  StackEvent,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import {
  eventsOf,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

/** Two log groups. An update changes their retention, one after the other. */
const template = (days: number, more = '') => `
Resources:
  First: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } }
  Second: { Type: AWS::Logs::LogGroup, DependsOn: First, Properties: { RetentionInDays: ${days} } }
${more}`;
const added =
  '  Added: { Type: AWS::Logs::LogGroup, DependsOn: First, DeletionPolicy: Retain }';

const line = (event: StackEvent) =>
  `${event.LogicalResourceId} ${event.ResourceStatus}`;

describe('the recovery of a stack', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const create = async (StackName: string, more = {}) => {
    const { StackId } = await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: template(1),
        ...more,
      }),
    );
    await settledStatus(harness, StackName);
    return StackId!;
  };
  const update = (StackName: string, TemplateBody: string, more = {}) =>
    harness.cloudFormation.send(
      new UpdateStackCommand({ StackName, TemplateBody, ...more }),
    );
  const fail = (
    stackName: string,
    logicalId: string,
    operation: 'CREATE' | 'UPDATE' | 'DELETE',
    times = 1,
  ) =>
    harness.sandbox.control.addFault({
      stackName,
      logicalId,
      operation,
      times,
      reason: 'broken on purpose',
    });
  const reached = async (stackName: string, wanted: string) => {
    while (!(await eventsOf(harness, stackName)).map(line).includes(wanted)) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };

  it('rolls back a canceled update with the token of the cancellation', async () => {
    const id = await create('cancelled');
    const cancel = (ClientRequestToken?: string) =>
      harness.cloudFormation.send(
        new CancelUpdateStackCommand({
          StackName: 'cancelled',
          ClientRequestToken,
        }),
      );
    await expect(cancel()).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'CancelUpdateStack cannot be called from current stack status',
    });
    harness.sandbox.control.setDurations({ Second: 600_000 });
    await update('cancelled', template(3, added), {
      ClientRequestToken: 'update-1',
    });
    await reached('cancelled', 'Second UPDATE_IN_PROGRESS');
    await reached('cancelled', 'Added CREATE_COMPLETE');
    harness.sandbox.control.setDurations({});
    await expect(cancel('update-1')).rejects.toMatchObject({
      name: 'TokenAlreadyExistsException',
    });
    await cancel('cancel-1');
    await cancel('cancel-1');
    expect(await settledStatus(harness, id)).toBe('UPDATE_ROLLBACK_COMPLETE');

    const events = await eventsOf(harness, id);
    const since = events.slice(
      events.findIndex(
        one => one.ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS',
      ),
    );
    expect(since[0].ResourceStatusReason).toBe('User Initiated');
    expect(new Set(since.map(one => one.ClientRequestToken))).toEqual(
      new Set(['cancel-1']),
    );
    expect(since.map(line)).toEqual([
      'cancelled UPDATE_ROLLBACK_IN_PROGRESS',
      'Second UPDATE_FAILED',
      'Second UPDATE_IN_PROGRESS',
      'Second UPDATE_COMPLETE',
      'First UPDATE_IN_PROGRESS',
      'First UPDATE_COMPLETE',
      'cancelled UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Added DELETE_SKIPPED',
      'cancelled UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(since[1].ResourceStatusReason).toBe('Resource update cancelled');
  });

  it('continues a failed rollback and skips resources on request', async () => {
    const id = await create('stuck');
    const resume = (ResourcesToSkip?: string[], token?: string) =>
      harness.cloudFormation.send(
        new ContinueUpdateRollbackCommand({
          StackName: 'stuck',
          ResourcesToSkip,
          ClientRequestToken: token,
          RoleARN: 'arn:aws:iam::111111111111:role/any-role',
        }),
      );
    await expect(resume()).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack [${id}] is in CREATE_COMPLETE state and can't continue rollback`,
    });
    fail('stuck', 'Second', 'UPDATE', 3);
    await update('stuck', template(3));
    expect(await settledStatus(harness, 'stuck')).toBe(
      'UPDATE_ROLLBACK_FAILED',
    );
    await expect(update('stuck', template(5))).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack:${id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`,
    });
    await resume();
    expect(await settledStatus(harness, 'stuck')).toBe(
      'UPDATE_ROLLBACK_FAILED',
    );
    await expect(resume(['First'])).rejects.toThrow(
      'Resource(s) [First] cannot be skipped',
    );
    await resume(['Second'], 'skip-1');
    expect(await settledStatus(harness, 'stuck')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    const events = await eventsOf(harness, 'stuck');
    const since = events.filter(one => one.ClientRequestToken === 'skip-1');
    expect(since.map(line)).toEqual([
      'stuck UPDATE_ROLLBACK_IN_PROGRESS',
      'Second UPDATE_COMPLETE',
      'stuck UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'stuck UPDATE_ROLLBACK_COMPLETE',
    ]);
    await update('stuck', template(5));
    expect(await settledStatus(harness, 'stuck')).toBe('UPDATE_COMPLETE');
  });

  const rollBack = (StackName: string) =>
    harness.cloudFormation.send(new RollbackStackCommand({ StackName }));

  it('rolls back a failed creation or update for which rollback was disabled', async () => {
    fail('undone', 'Second', 'CREATE');
    await create('undone', { OnFailure: 'DO_NOTHING' });
    expect(await settledStatus(harness, 'undone')).toBe('CREATE_FAILED');
    await rollBack('undone');
    expect(await settledStatus(harness, 'undone')).toBe('ROLLBACK_COMPLETE');
    await expect(rollBack('undone')).rejects.toMatchObject({
      name: 'ValidationError',
    });

    await create('half');
    fail('half', 'Second', 'UPDATE');
    await update('half', template(3), { DisableRollback: true });
    expect(await settledStatus(harness, 'half')).toBe('UPDATE_FAILED');
    await rollBack('half');
    expect(await settledStatus(harness, 'half')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    await expect(update('half', template(1))).rejects.toThrow(
      'No updates are to be performed.',
    );
  });

  it('updates a stack in UPDATE_FAILED again, or rolls the whole update back', async () => {
    await create('again');
    fail('again', 'Second', 'UPDATE');
    await update('again', template(3), { DisableRollback: true });
    await settledStatus(harness, 'again');
    fail('again', 'Second', 'UPDATE');
    await update('again', template(3, added), { DisableRollback: true });
    expect(await settledStatus(harness, 'again')).toBe('UPDATE_FAILED');
    await update('again', template(3, added));
    expect(await settledStatus(harness, 'again')).toBe('UPDATE_COMPLETE');
    fail('again', 'Second', 'UPDATE');
    await update('again', template(7, added));
    expect(await settledStatus(harness, 'again')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    await expect(update('again', template(3, added))).rejects.toThrow(
      'No updates are to be performed.',
    );
  });

  it('deletes the replaced resources that a failed update left behind', async () => {
    const group = (text: string) => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.9.0.0/16 } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: ${text} } }
  Logs: { Type: AWS::Logs::LogGroup, DependsOn: Group, Properties: { LogGroupName: group-${text} } }`;
    const id = await create('replacing', { TemplateBody: group('one') });
    fail('replacing', 'Logs', 'UPDATE');
    await update('replacing', group('two'), { DisableRollback: true });
    expect(await settledStatus(harness, id)).toBe('UPDATE_FAILED');
    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'replacing' }),
    );
    expect(await settledStatus(harness, id)).toBe('DELETE_COMPLETE');
    const events = await eventsOf(harness, id);
    const ids = (status: string) =>
      new Set(
        events
          .filter(
            one =>
              one.LogicalResourceId === 'Group' &&
              one.ResourceStatus === status,
          )
          .map(one => one.PhysicalResourceId),
      );
    expect(ids('DELETE_COMPLETE').size).toBe(2);
    expect(ids('DELETE_COMPLETE')).toEqual(
      new Set([...ids('CREATE_COMPLETE'), ...ids('UPDATE_COMPLETE')]),
    );
  });

  it('does not delete a stack with termination protection', async () => {
    const id = await create('guarded', { EnableTerminationProtection: true });
    const remove = () =>
      harness.cloudFormation.send(
        new DeleteStackCommand({ StackName: 'guarded' }),
      );
    const isGuarded = async () =>
      (
        await harness.cloudFormation.send(
          new DescribeStacksCommand({ StackName: id }),
        )
      ).Stacks![0].EnableTerminationProtection;
    expect(await isGuarded()).toBe(true);
    await expect(remove()).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'Stack [guarded] cannot be deleted while TerminationProtection is enabled',
    });
    const { StackId } = await harness.cloudFormation.send(
      new UpdateTerminationProtectionCommand({
        StackName: 'guarded',
        EnableTerminationProtection: false,
      }),
    );
    expect([StackId, await isGuarded()]).toEqual([id, false]);
    await remove();
    expect(await settledStatus(harness, id)).toBe('DELETE_COMPLETE');
  });

  it('deletes the resources that a failed rollback left behind', async () => {
    fail('left', 'Second', 'CREATE');
    fail('left', 'First', 'DELETE');
    const id = await create('left');
    expect(await settledStatus(harness, 'left')).toBe('ROLLBACK_FAILED');
    await expect(update('left', template(3))).rejects.toThrow(
      `Stack:${id} is in ROLLBACK_FAILED state and can not be updated.`,
    );
    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'left' }),
    );
    expect(await settledStatus(harness, id)).toBe('DELETE_COMPLETE');
    const lines = (await eventsOf(harness, id)).map(line);
    expect(lines.slice(-3)).toEqual([
      'First DELETE_IN_PROGRESS',
      'First DELETE_COMPLETE',
      'left DELETE_COMPLETE',
    ]);
  });

  it.each([
    ['Retain', false, 'DELETE_SKIPPED'],
    ['RetainExceptOnCreate', false, 'DELETE_COMPLETE'],
    ['Retain', true, 'DELETE_COMPLETE'],
  ])(
    'rolls back a creation with %s, except on create: %s',
    async (policy, RetainExceptOnCreate, expected) => {
      const name = `kept-${policy}-${RetainExceptOnCreate}`;
      fail(name, 'Second', 'CREATE');
      const id = await create(name, {
        RetainExceptOnCreate,
        TemplateBody: template(1).replace(
          'LogGroup,',
          `LogGroup, DeletionPolicy: ${policy},`,
        ),
      });
      expect((await eventsOf(harness, id)).map(line)).toContain(
        `First ${expected}`,
      );
    },
  );
});
