import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  ExecuteChangeSetCommand,
  RollbackStackCommand,
  StackEvent,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  waitUntilChangeSetCreateComplete,
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

  it('updates a stack in UPDATE_FAILED only with rollback disabled', async () => {
    const off = { DisableRollback: true };
    await create('again');
    fail('again', 'Second', 'UPDATE');
    await update('again', template(3), off);
    await settledStatus(harness, 'again');
    await expect(update('again', template(3))).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'This stack is currently in a non-terminal [UPDATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API',
    });
    fail('again', 'Second', 'UPDATE');
    await update('again', template(3, added), off);
    expect(await settledStatus(harness, 'again')).toBe('UPDATE_FAILED');
    await update('again', template(3, added), off);
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

  it('updates a stack in CREATE_FAILED whose rollback was disabled, or deletes all of it', async () => {
    const off = { DisableRollback: true };
    fail('kept', 'Second', 'CREATE');
    const id = await create('kept', off);
    expect(await settledStatus(harness, 'kept')).toBe('CREATE_FAILED');
    await expect(update('kept', template(1))).rejects.toThrow(
      'This stack is currently in a non-terminal [CREATE_FAILED] state.',
    );
    const run = async (ChangeSetName: string, body: string, more = {}) => {
      const { Id } = await harness.cloudFormation.send(
        new CreateChangeSetCommand({
          StackName: 'kept',
          ChangeSetName,
          TemplateBody: body,
          ...more,
        }),
      );
      await waitUntilChangeSetCreateComplete(
        {
          client: harness.cloudFormation,
          maxWaitTime: 30,
          minDelay: 0.02,
          maxDelay: 0.05,
        },
        { ChangeSetName: Id },
      );
      return (more2 = {}) =>
        harness.cloudFormation.send(
          new ExecuteChangeSetCommand({ ChangeSetName: Id, ...more2 }),
        );
    };
    fail('kept', 'Second', 'CREATE');
    const first = await run('first', template(1), {
      DeploymentConfig: { Mode: 'STANDARD', DisableRollback: true },
    });
    await expect(first({ DisableRollback: false })).rejects.toThrow(
      'This stack is currently in a non-terminal [CREATE_FAILED] state.',
    );
    await first();
    expect(await settledStatus(harness, 'kept')).toBe('UPDATE_FAILED');
    const second = await run('second', template(1, added), {
      OnStackFailure: 'DO_NOTHING',
    });
    await expect(second(off)).rejects.toThrow(
      'DisableRollback cannot be specified for a change set that was created with OnStackFailure.',
    );
    fail('kept', 'Added', 'CREATE');
    await second();
    expect(await settledStatus(harness, 'kept')).toBe('UPDATE_FAILED');
    await rollBack('kept');
    // The stack has no earlier state to return to.
    expect(await settledStatus(harness, 'kept')).toBe('ROLLBACK_COMPLETE');
    const deleted = (await eventsOf(harness, id))
      .map(line)
      .filter(text => /(First|Second) DELETE_COMPLETE/.test(text));
    expect(deleted).toEqual([
      'Second DELETE_COMPLETE',
      'First DELETE_COMPLETE',
    ]);
  });

  it('does not replace a resource while rollback is disabled', async () => {
    const named = (text: string) =>
      `Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: ${text} } } }`;
    await create('fixed', { TemplateBody: named('fixed-1') });
    await update('fixed', named('fixed-2'), { DisableRollback: true });
    expect(await settledStatus(harness, 'fixed')).toBe('UPDATE_FAILED');
    expect((await eventsOf(harness, 'fixed')).at(-2)).toMatchObject({
      LogicalResourceId: 'Logs',
      ResourceStatusReason:
        'Replacement type updates not supported on stack with disable-rollback.',
    });
  });

  it('continues a failed rollback without the failed resources on request, which drift detection then leaves out', async () => {
    await create('forced');
    fail('forced', 'Second', 'UPDATE', 2);
    await update('forced', template(3));
    expect(await settledStatus(harness, 'forced')).toBe(
      'UPDATE_ROLLBACK_FAILED',
    );
    const force = (more = {}) =>
      harness.cloudFormation.send(
        new ContinueUpdateRollbackCommand({
          StackName: 'forced',
          ForceRollback: true,
          ...more,
        }),
      );
    await expect(force({ ResourcesToSkip: ['Second'] })).rejects.toThrow(
      'ForceRollback and ResourcesToSkip cannot be specified in the same request.',
    );
    harness.sandbox.control.changeResource({
      stackName: 'forced',
      logicalId: 'Second',
      properties: { RetentionInDays: 30 },
    });
    await force();
    expect(await settledStatus(harness, 'forced')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'forced' }),
    );
    expect(Stacks![0].LastOperations![0].OperationType).toBe(
      'CONTINUE_ROLLBACK',
    );
    await harness.cloudFormation.send(
      new DetectStackDriftCommand({ StackName: 'forced' }),
    );
    const drifts = async () => {
      for (;;) {
        const { StackResourceDrifts } = await harness.cloudFormation.send(
          new DescribeStackResourceDriftsCommand({ StackName: 'forced' }),
        );
        if (StackResourceDrifts!.length > 0) {
          return StackResourceDrifts!.map(one => one.StackResourceDriftStatus);
        }
      }
    };
    expect(await drifts()).toEqual(['IN_SYNC', 'NOT_CHECKED']);
    await harness.cloudFormation.send(
      new DetectStackResourceDriftCommand({
        StackName: 'forced',
        LogicalResourceId: 'Second',
      }),
    );
    expect(await drifts()).toEqual(['IN_SYNC', 'MODIFIED']);
  });

  it('deletes the replaced resources that a failed update left behind', async () => {
    const group = (text: string) => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.9.0.0/16 } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: ${text} } }
  Logs: { Type: AWS::Logs::LogGroup, DependsOn: Group, Properties: { RetentionInDays: ${text.length} } }`;
    const id = await create('replacing', { TemplateBody: group('one') });
    fail('replacing', 'Logs', 'UPDATE', 2);
    await update('replacing', group('seven'));
    expect(await settledStatus(harness, id)).toBe('UPDATE_ROLLBACK_FAILED');
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
