import {
  CancelUpdateStackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '../index';
import {
  eventsOf,
  Harness,
  outputsOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const inner = (days: number) => `
Parameters: { Cidr: { Type: String } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Cidr } }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } }
Outputs: { VpcId: { Value: !Ref Vpc }, Days: { Value: '${days}' } }
`;
const outer = (url: string, description = 'first') => `
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${url}
      Parameters: { Cidr: 10.1.0.0/16 }
      Tags: [{ Key: layer, Value: network }]
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { VpcId: !GetAtt Network.Outputs.VpcId, GroupDescription: ${description} }
  Last: { Type: AWS::Logs::LogGroup, DependsOn: Group }
Outputs: { VpcId: { Value: !GetAtt Network.Outputs.VpcId }, Days: { Value: !GetAtt Network.Outputs.Days } }
`;

describe('nested stacks', () => {
  let harness: Harness;
  let url: string;
  beforeAll(async () => {
    harness = await startHarness({ resourceDelayMs: 5 });
    url = `${harness.sandbox.endpointUrl}/${ARTIFACT_BUCKET}/inner.yaml`;
  });
  afterAll(() => harness.close());

  const store = (days: number) =>
    harness.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'inner.yaml',
        Body: inner(days),
      }),
    );
  const nestedOf = async (StackName: string) => {
    const { StackResourceSummaries } = await harness.cloudFormation.send(
      new ListStackResourcesCommand({ StackName }),
    );
    return StackResourceSummaries!.find(
      one => one.LogicalResourceId === 'Network',
    )!.PhysicalResourceId!;
  };
  const described = async (StackName: string) => {
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName }),
    );
    return Stacks![0];
  };
  const create = async (StackName: string) => {
    const { StackId } = await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: outer(url),
        ClientRequestToken: `create-${StackName}`,
        Tags: [{ Key: 'team', Value: 'blue' }],
      }),
    );
    await settledStatus(harness, StackName);
    return StackId!;
  };
  const reasonOf = async (stack: string, logicalId: string, status: string) =>
    (await eventsOf(harness, stack)).find(
      event =>
        event.LogicalResourceId === logicalId &&
        event.ResourceStatus === status,
    )?.ResourceStatusReason;

  it('are created, updated and deleted with their parent', async () => {
    await store(7);
    const parent = await create('whole');
    expect((await described('whole')).StackStatus).toBe('CREATE_COMPLETE');
    const id = await nestedOf('whole');
    const nested = await described(id);
    expect(nested).toMatchObject({
      ParentId: parent,
      RootId: parent,
      StackStatus: 'CREATE_COMPLETE',
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'layer', Value: 'network' },
      ],
    });
    expect(nested.StackName).toMatch(/^whole-Network-[A-Z0-9]{12}$/);
    expect((await outputsOf(harness, 'whole')).VpcId).toBe(
      (await outputsOf(harness, id)).VpcId,
    );
    const tokens = (await eventsOf(harness, id)).map(e => e.ClientRequestToken);
    expect(new Set(tokens)).toEqual(new Set(['create-whole']));
    const parentEvents = (await eventsOf(harness, 'whole'))
      .filter(event => event.LogicalResourceId === 'Network')
      .map(event => [event.ResourceStatus, event.PhysicalResourceId || null]);
    expect(parentEvents).toEqual([
      ['CREATE_IN_PROGRESS', null],
      ['CREATE_IN_PROGRESS', id],
      ['CREATE_COMPLETE', id],
    ]);

    // The same URL with other content, which only the nested stack can detect.
    await store(14);
    await harness.cloudFormation.send(
      new UpdateStackCommand({ StackName: 'whole', TemplateBody: outer(url) }),
    );
    expect(await settledStatus(harness, 'whole')).toBe('UPDATE_COMPLETE');
    expect((await outputsOf(harness, 'whole')).Days).toBe('14');

    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'whole' }),
    );
    expect(await settledStatus(harness, parent)).toBe('DELETE_COMPLETE');
    expect((await described(id)).StackStatus).toBe('DELETE_COMPLETE');
  });

  it('fail their parent with the reason, and are rolled back', async () => {
    await store(7);
    const name = 'failing';
    // The name of the nested stack is not known in advance, so the template
    // itself must fail.
    await harness.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'inner.yaml',
        Body: inner(7).replace('!Ref Cidr }', "'no block' }"),
      }),
    );
    await create(name);
    const id = await nestedOf(name);
    const stack = await described(name);
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await reasonOf(name, 'Network', 'CREATE_FAILED')).toMatch(
      new RegExp(
        `^Embedded stack ${id} was not successfully created: The following resource\\(s\\) failed to create: \\[(Logs, )?Vpc(, Logs)?\\]\\. $`,
      ),
    );
    expect((await described(id)).StackStatus).toBe('DELETE_COMPLETE');
  });

  it('are rolled back with their parent, and fail its update', async () => {
    await store(7);
    await create('back');
    const id = await nestedOf('back');
    await store(14);
    harness.sandbox.control.addFault({
      stackName: 'back',
      logicalId: 'Group',
      operation: 'UPDATE',
      reason: 'no',
    });
    const update = () =>
      harness.cloudFormation.send(
        new UpdateStackCommand({
          StackName: 'back',
          TemplateBody: outer(url, 'second'),
        }),
      );
    await update();
    expect(await settledStatus(harness, 'back')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect((await outputsOf(harness, id)).Days).toBe('7');

    harness.sandbox.control.addFault({
      stackName: (await described(id)).StackName!,
      logicalId: 'Logs',
      operation: 'UPDATE',
      reason: 'no',
    });
    await update();
    expect(await settledStatus(harness, 'back')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(await reasonOf('back', 'Network', 'UPDATE_FAILED')).toBe(
      `Embedded stack ${id} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Logs]. `,
    );
    expect((await described(id)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('are rolled back when the update of their parent is canceled', async () => {
    await store(7);
    await create('cancelled');
    const id = await nestedOf('cancelled');
    await store(30);
    harness.sandbox.control.setDurations({ Logs: 600_000 });
    await harness.cloudFormation.send(
      new UpdateStackCommand({
        StackName: 'cancelled',
        TemplateBody: outer(url),
      }),
    );
    const last = async () => (await eventsOf(harness, id)).at(-1)!;
    while (
      (await last()).ResourceStatus !== 'UPDATE_IN_PROGRESS' ||
      (await last()).LogicalResourceId !== 'Logs'
    ) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    harness.sandbox.control.setDurations({});
    await harness.cloudFormation.send(
      new CancelUpdateStackCommand({
        StackName: 'cancelled',
        ClientRequestToken: 'cancel-1',
      }),
    );
    for (const stack of ['cancelled', id]) {
      expect(await settledStatus(harness, stack)).toBe(
        'UPDATE_ROLLBACK_COMPLETE',
      );
      const events = await eventsOf(harness, stack);
      expect(events.at(-1)?.ClientRequestToken).toBe('cancel-1');
    }
    expect(await reasonOf('cancelled', 'Network', 'UPDATE_FAILED')).toBe(
      'Resource update cancelled',
    );
    expect((await outputsOf(harness, 'cancelled')).Days).toBe('7');
  });

  describe('in change sets', () => {
    const detailsOf = async (ChangeSetName: string, StackName?: string) => {
      for (;;) {
        const found = await harness.cloudFormation.send(
          new DescribeChangeSetCommand({
            ChangeSetName,
            StackName,
            IncludePropertyValues: true,
          }),
        );
        if (!/PENDING|IN_PROGRESS/.test(found.Status!)) return found;
      }
    };
    const plan = async (
      StackName: string,
      ChangeSetName: string,
      ChangeSetType: 'CREATE' | 'UPDATE',
      description?: string,
    ) => {
      await harness.cloudFormation.send(
        new CreateChangeSetCommand({
          StackName,
          ChangeSetName,
          ChangeSetType,
          TemplateBody: outer(url, description),
          IncludeNestedStacks: true,
        }),
      );
      return detailsOf(ChangeSetName, StackName);
    };
    const execute = async (StackName: string, ChangeSetName: string) => {
      await harness.cloudFormation.send(
        new ExecuteChangeSetCommand({ StackName, ChangeSetName }),
      );
      return settledStatus(harness, StackName);
    };
    const remove = (ChangeSetName: string, StackName?: string) =>
      harness.cloudFormation.send(
        new DeleteChangeSetCommand({ ChangeSetName, StackName }),
      );

    it('have change sets of their own, which are executed with that of the parent', async () => {
      await store(7);
      const root = await plan('planned', 'create', 'CREATE');
      expect(root).toMatchObject({
        Status: 'CREATE_COMPLETE',
        IncludeNestedStacks: true,
      });
      const change = root.Changes![0].ResourceChange!;
      expect(change).toMatchObject({
        LogicalResourceId: 'Network',
        Action: 'Add',
      });
      const nested = await detailsOf(change.ChangeSetId!);
      expect(nested).toMatchObject({
        ParentChangeSetId: root.ChangeSetId,
        RootChangeSetId: root.ChangeSetId,
        Changes: [
          {
            ResourceChange: {
              LogicalResourceId: 'Vpc',
              Action: 'Add',
              AfterContext: '{"Properties":{"CidrBlock":"10.1.0.0/16"}}',
            },
          },
          { ResourceChange: { LogicalResourceId: 'Logs' } },
        ],
      });
      expect(nested.ChangeSetName).toMatch(/^create-Network-[A-Z0-9]{13}$/);
      expect(await described(nested.StackId!)).toMatchObject({
        StackStatus: 'REVIEW_IN_PROGRESS',
        ParentId: root.StackId,
      });
      const { TemplateBody } = await harness.cloudFormation.send(
        new GetTemplateCommand({ ChangeSetName: change.ChangeSetId }),
      );
      expect(TemplateBody).toBe(inner(7));
      const { ChangeSetName, StackName } = nested;
      await expect(execute(StackName!, ChangeSetName!)).rejects.toThrow(
        'Cannot execute nested change set',
      );
      await expect(remove(ChangeSetName!, StackName)).rejects.toThrow(
        'Cannot delete nested change set',
      );
      expect(await execute('planned', 'create')).toBe('CREATE_COMPLETE');
      expect(await nestedOf('planned')).toBe(nested.StackId);
      expect(await described(nested.StackId!)).toMatchObject({
        StackStatus: 'CREATE_COMPLETE',
      });
    });

    it('are among the changes of the parent only if they change', async () => {
      const same = await plan('planned', 'same', 'UPDATE');
      expect(same).toMatchObject({
        Status: 'FAILED',
        StatusReason: expect.stringContaining("didn't contain changes"),
      });
      const other = await plan('planned', 'other', 'UPDATE', 'second');
      expect(
        other.Changes!.map(one => one.ResourceChange!.LogicalResourceId),
      ).toEqual(['Group']);
      await store(3);
      const both = await plan('planned', 'both', 'UPDATE', 'second');
      const [network, group] = both.Changes!.map(one => one.ResourceChange!);
      expect([network.LogicalResourceId, group.LogicalResourceId]).toEqual([
        'Network',
        'Group',
      ]);
      const nested = await detailsOf(network.ChangeSetId!);
      expect(nested.Changes).toMatchObject([
        {
          ResourceChange: {
            LogicalResourceId: 'Logs',
            Details: [
              {
                Target: {
                  Name: 'RetentionInDays',
                  BeforeValue: '7',
                  AfterValue: '3',
                },
              },
            ],
          },
        },
      ]);
      expect(await execute('planned', 'both')).toBe('UPDATE_COMPLETE');
      expect((await outputsOf(harness, 'planned')).Days).toBe('3');
    });

    it('are removed with the change set of the parent, or with the parent', async () => {
      const first = await plan('unused', 'first', 'CREATE');
      const { ChangeSetId } = first.Changes![0].ResourceChange!;
      const { StackId } = await detailsOf(ChangeSetId!);
      await remove('first', 'unused');
      expect((await described(StackId!)).StackStatus).toBe('DELETE_COMPLETE');
      await expect(detailsOf(ChangeSetId!)).rejects.toMatchObject({
        name: 'ChangeSetNotFoundException',
      });
      const second = await plan('unused', 'second', 'CREATE');
      const other = await detailsOf(
        second.Changes![0].ResourceChange!.ChangeSetId!,
      );
      await harness.cloudFormation.send(
        new DeleteStackCommand({ StackName: 'unused' }),
      );
      await settledStatus(harness, second.StackId!);
      expect((await described(other.StackId!)).StackStatus).toBe(
        'DELETE_COMPLETE',
      );
    });

    it('fail the change set of the parent with their own', async () => {
      await harness.s3.send(
        new PutObjectCommand({
          Bucket: ARTIFACT_BUCKET,
          Key: 'inner.yaml',
          Body: inner(7).replace('RetentionInDays', 'Retention'),
        }),
      );
      const root = await plan('broken', 'create', 'CREATE');
      expect(root.Status).toBe('FAILED');
      const [, id] =
        /^Nested change set (\S+) was not successfully created: Currently in FAILED\.$/.exec(
          root.StatusReason!,
        )!;
      const nested = await detailsOf(id);
      expect(nested.StatusReason).toContain(
        'AWS::EarlyValidation::PropertyValidation',
      );
      const { OperationEvents } = await harness.cloudFormation.send(
        new DescribeEventsCommand({
          ChangeSetName: id,
          Filters: { FailedEvents: true },
        }),
      );
      expect(OperationEvents).toMatchObject([
        {
          StackId: nested.StackId,
          ValidationStatusReason:
            '#: extraneous key [Retention] is not permitted',
        },
      ]);
    });
  });
});
