import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeEventsCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  OperationEvent,
  paginateDescribeEvents,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  eventsOf,
  execute,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const logs = (properties = '') =>
  `Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { ${properties} } } }`;

describe('DescribeEvents', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  /** The events, oldest first. */
  const events = async (input: DescribeEventsCommandInput) => {
    const found: OperationEvent[] = [];
    for await (const { OperationEvents } of paginateDescribeEvents(
      { client: harness.cloudFormation },
      input,
    )) {
      found.push(...OperationEvents!);
    }
    return found.reverse();
  };
  const failures = (ChangeSetName: string) =>
    events({ ChangeSetName, Filters: { FailedEvents: true } });
  const plan = async (
    StackName: string,
    TemplateBody: string,
    ChangeSetType: 'CREATE' | 'UPDATE' = 'CREATE',
  ) => {
    const { Id } = await harness.cloudFormation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: 'plan',
        ChangeSetType,
        TemplateBody,
      }),
    );
    for (;;) {
      const described = await harness.cloudFormation.send(
        new DescribeChangeSetCommand({ ChangeSetName: Id }),
      );
      if (!/PENDING|IN_PROGRESS/.test(described.Status!)) return described;
    }
  };
  const lastOperations = async (StackName: string) => {
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName }),
    );
    return Stacks![0].LastOperations!;
  };

  it('returns what the validation of a change set found, which no other call returns', async () => {
    await execute(harness, {
      StackName: 'owner',
      ChangeSetName: 'create',
      ChangeSetType: 'CREATE',
      TemplateBody: logs('LogGroupName: taken'),
    });
    await settledStatus(harness, 'owner');
    const { ChangeSetId, Status, StatusReason, ExecutionStatus, Changes } =
      await plan(
        'invalid',
        `Resources:
  Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: taken } }
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { LifecycleConfiguration: { Rules: [{ Id: one }] }, Colour: red }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: a group, VpcId: !Ref Vpc, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: !GetAtt Vpc.CidrBlock }] }
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }`,
      );
    expect({ Status, StatusReason, ExecutionStatus, Changes }).toEqual({
      Status: 'FAILED',
      StatusReason:
        'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck, AWS::EarlyValidation::PropertyValidation]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.',
      ExecutionStatus: 'UNAVAILABLE',
      Changes: [],
    });
    const found = await failures(ChangeSetId!);
    expect(found).toMatchObject([
      {
        EventType: 'VALIDATION_ERROR',
        OperationType: 'CREATE_CHANGESET',
        LogicalResourceId: 'Logs',
        PhysicalResourceId: '',
        ResourceType: 'AWS::Logs::LogGroup',
        ValidationName: 'NAME_CONFLICT_VALIDATION',
        ValidationFailureMode: 'FAIL',
        ValidationStatus: 'FAILED',
        ValidationStatusReason:
          "Resource of type 'AWS::Logs::LogGroup' with identifier 'taken' already exists.",
        ValidationPath: '/Resources/Logs',
      },
      {
        LogicalResourceId: 'Bucket',
        ValidationName: 'PROPERTY_VALIDATION',
        ValidationStatusReason:
          '#/LifecycleConfiguration/Rules/0: required key [Status] not found',
        ValidationPath:
          '/Resources/Bucket/Properties/LifecycleConfiguration/Rules/0',
      },
      {
        LogicalResourceId: 'Bucket',
        ValidationStatusReason: '#: extraneous key [Colour] is not permitted',
        ValidationPath: '/Resources/Bucket/Properties',
      },
    ]);
    expect(found).toHaveLength(3);
    const all = await events({ StackName: 'invalid' });
    expect(all.map(one => [one.EventType, one.OperationStatus])).toEqual([
      ['STACK_EVENT', 'IN_PROGRESS'],
      ['STACK_EVENT', 'IN_PROGRESS'],
      ...found.map(() => ['VALIDATION_ERROR', undefined]),
      ['STACK_EVENT', 'FAILED'],
    ]);
    expect(await lastOperations('invalid')).toEqual([
      {
        OperationType: 'CREATE_CHANGESET',
        OperationId: found[0].OperationId,
      },
    ]);
    expect((await eventsOf(harness, 'invalid')).length).toBe(1);
  });

  it('returns warnings of a change set that can be executed', async () => {
    await execute(harness, {
      StackName: 'bucket',
      ChangeSetName: 'create',
      ChangeSetType: 'CREATE',
      TemplateBody:
        'Resources: { Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: not-empty } }, Other: { Type: AWS::Logs::LogGroup } }',
    });
    await settledStatus(harness, 'bucket');
    await harness.s3.send(
      new PutObjectCommand({ Bucket: 'not-empty', Key: 'a', Body: 'a' }),
    );
    const { ChangeSetId, Status, ExecutionStatus } = await plan(
      'bucket',
      'Resources: { Other: { Type: AWS::Logs::LogGroup } }',
      'UPDATE',
    );
    expect([Status, ExecutionStatus]).toEqual(['CREATE_COMPLETE', 'AVAILABLE']);
    expect(await failures(ChangeSetId!)).toMatchObject([
      {
        LogicalResourceId: 'Bucket',
        PhysicalResourceId: 'not-empty',
        ValidationName: 'BUCKET_EMPTINESS_VALIDATION',
        ValidationFailureMode: 'WARN',
        ValidationStatusReason: expect.stringMatching(
          /^The bucket 'not-empty' is not empty\./,
        ),
      },
    ]);
    await harness.cloudFormation.send(
      new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }),
    );
    // As with AWS, what an update cannot delete does not fail it.
    expect(await settledStatus(harness, 'bucket')).toBe('UPDATE_COMPLETE');
  });

  it('groups events by operation: a failure belongs to the operation before its rollback', async () => {
    harness.sandbox.control.addFault({
      stackName: 'failing',
      logicalId: 'Logs',
      reason: 'broken on purpose',
    });
    const created = await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'failing',
        TemplateBody: logs(),
        ClientRequestToken: 'create-1',
      }),
    );
    expect(await settledStatus(harness, 'failing')).toBe('ROLLBACK_COMPLETE');
    const [rollback, creation] = await lastOperations('failing');
    expect([rollback.OperationType, creation.OperationType]).toEqual([
      'ROLLBACK',
      'CREATE_STACK',
    ]);
    expect(created.OperationId).toBe(creation.OperationId);
    const repeated = await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'failing',
        TemplateBody: logs(),
        ClientRequestToken: 'create-1',
      }),
    );
    expect(repeated.OperationId).toBe(created.OperationId);

    const { OperationId } = creation;
    const ofCreation = await events({ OperationId });
    expect(
      ofCreation.map(one => [
        one.EventType,
        one.ResourceStatus,
        one.OperationStatus,
      ]),
    ).toEqual([
      ['STACK_EVENT', 'CREATE_IN_PROGRESS', 'IN_PROGRESS'],
      ['PROGRESS_EVENT', 'CREATE_IN_PROGRESS', undefined],
      ['PROVISIONING_ERROR', 'CREATE_FAILED', undefined],
    ]);
    expect(
      await events({ OperationId, Filters: { FailedEvents: true } }),
    ).toEqual([ofCreation[2]]);
    expect(ofCreation[2]).toMatchObject({
      OperationType: 'CREATE_STACK',
      ClientRequestToken: 'create-1',
      ResourceStatusReason: expect.stringContaining('broken on purpose'),
    });
    const ofRollback = await events({ OperationId: rollback.OperationId });
    expect(ofRollback.map(one => one.ResourceStatus)).toEqual([
      'ROLLBACK_IN_PROGRESS',
      'DELETE_COMPLETE',
      'ROLLBACK_COMPLETE',
    ]);
    expect(ofRollback[2]).toMatchObject({
      OperationType: 'ROLLBACK',
      OperationStatus: 'SUCCEEDED',
      EndTime: ofRollback[2].Timestamp,
    });
    // The same IDs as in DescribeStackEvents.
    expect(await eventsOf(harness, 'failing')).toMatchObject(
      [...ofCreation, ...ofRollback].map(one => ({
        EventId: one.EventId,
        OperationId: one.OperationId,
      })),
    );
  });

  it('has an operation of its own for an update, for a rollback on request and for a deletion', async () => {
    const client = harness.cloudFormation;
    const stack = { StackName: 'stages' };
    await client.send(
      new CreateStackCommand({ ...stack, TemplateBody: logs() }),
    );
    await settledStatus(harness, 'stages');
    harness.sandbox.control.addFault({
      stackName: 'stages',
      logicalId: 'Logs',
      operation: 'UPDATE',
      reason: 'broken on purpose',
    });
    const update = await client.send(
      new UpdateStackCommand({
        ...stack,
        TemplateBody: logs('RetentionInDays: 7'),
        DisableRollback: true,
      }),
    );
    expect(await settledStatus(harness, 'stages')).toBe('UPDATE_FAILED');
    const rollback = await client.send(new RollbackStackCommand(stack));
    await settledStatus(harness, 'stages');
    const operations = await lastOperations('stages');
    expect(operations.slice(0, 2)).toEqual([
      { OperationType: 'ROLLBACK', OperationId: rollback.OperationId },
      { OperationType: 'UPDATE_STACK', OperationId: update.OperationId },
    ]);
    await client.send(new DeleteStackCommand(stack));
    expect(await settledStatus(harness, update.StackId!)).toBe(
      'DELETE_COMPLETE',
    );
    expect((await lastOperations(update.StackId!))[0].OperationType).toBe(
      'DELETE_STACK',
    );
    await expect(events({})).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'One of ChangeSetName, OperationId or StackName must be specified as input.',
    });
    await expect(events({ OperationId: 'unknown' })).rejects.toThrow(
      'Operation [unknown] does not exist',
    );
  });

  it('returns 100 events per page, newest first', async () => {
    const resources = Array.from(
      { length: 40 },
      (_, index) => `  Logs${index}: { Type: AWS::Logs::LogGroup }`,
    );
    await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'many',
        TemplateBody: `Resources:\n${resources.join('\n')}`,
      }),
    );
    await settledStatus(harness, 'many');
    const first = await harness.cloudFormation.send(
      new DescribeEventsCommand({ StackName: 'many' }),
    );
    expect(first.OperationEvents).toHaveLength(100);
    expect(first.OperationEvents![0].ResourceStatus).toBe('CREATE_COMPLETE');
    const all = await events({ StackName: 'many' });
    expect(all).toHaveLength(3 * 40 + 2);
    expect(new Set(all.map(one => one.EventId)).size).toBe(all.length);
  });

  it('is denied for an identity without the permission', async () => {
    const { control, endpointUrl } = harness.sandbox;
    control.setDeniedOperations({ READER: ['DescribeEvents'] });
    const reader = new CloudFormationClient({
      endpoint: endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'READER', secretAccessKey: 'any' },
    });
    await expect(
      reader.send(new DescribeEventsCommand({ StackName: 'many' })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::111111111111:user/READER is not authorized to perform: cloudformation:DescribeEvents because no identity-based policy allows the cloudformation:DescribeEvents action',
      $metadata: { httpStatusCode: 403 },
    });
    await reader.send(new DescribeStackEventsCommand({ StackName: 'many' }));
    reader.destroy();
    await events({ StackName: 'many' });
    control.setDeniedOperations({ '*': ['DescribeEvents'] });
    await expect(events({ StackName: 'many' })).rejects.toThrow(
      'is not authorized to perform: cloudformation:DescribeEvents',
    );
    expect(() => control.setDeniedOperations({ any: [] })).toThrow(
      'any: [] is not valid. Use a list of operation names.',
    );
    control.setDeniedOperations({});
    await events({ StackName: 'many' });
  });
});
