import {
  CreateChangeSetCommand,
  CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeChangeSet,
  ResourceChange,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  execute,
  Harness,
  parametersOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const secretValue = 'correct horse';

const template = (o: { cidr?: string; keep?: string; note?: string } = {}) => `
Parameters:
  Secret: { Type: String, NoEcho: true }
  Days: { Type: Number, Default: 7 }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    UpdateReplacePolicy: ${o.keep ?? 'Retain'}
    Properties: { CidrBlock: ${o.cidr ?? '10.1.0.0/16'} }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: a group
      VpcId: !GetAtt Vpc.VpcId
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }]
  Logs:
    Type: AWS::Logs::LogGroup
    Metadata: { Note: ${o.note ?? 'first'} }
    Properties: { Tags: [{ Key: of, Value: !Ref Secret }], RetentionInDays: !Ref Days }
`;

describe('the content of a change set', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ resourceDelayMs: 5 });
    await execute(harness, {
      StackName: 'valued',
      ChangeSetName: 'create',
      ChangeSetType: 'CREATE',
      TemplateBody: template(),
      Parameters: parametersOf({ Secret: secretValue }),
    });
    await settledStatus(harness, 'valued');
  });
  afterAll(() => harness.close());

  const create = (
    ChangeSetName: string,
    input: Partial<CreateChangeSetCommandInput> = {},
  ) =>
    harness.cloudFormation.send(
      new CreateChangeSetCommand({
        StackName: 'valued',
        ChangeSetName,
        TemplateBody: template(),
        Parameters: [{ ParameterKey: 'Secret', UsePreviousValue: true }],
        ...input,
      }),
    );
  const described = async (ChangeSetName: string, StackName = 'valued') => {
    for (;;) {
      const answer = await harness.cloudFormation.send(
        new DescribeChangeSetCommand({
          ChangeSetName,
          StackName,
          IncludePropertyValues: true,
        }),
      );
      if (!/PENDING|IN_PROGRESS/.test(answer.Status!)) return answer;
    }
  };

  it('has values before and after with their causes, and never contains a secret', async () => {
    await create('values', {
      TemplateBody: template({ cidr: '10.2.0.0/16', note: 'second' }).replace(
        'FromPort: 443',
        'FromPort: 80',
      ),
      Parameters: parametersOf({ Secret: 'battery staple', Days: '14' }),
    });
    const answer = await described('values');
    const change = (id: string): ResourceChange =>
      answer.Changes!.find(c => c.ResourceChange?.LogicalResourceId === id)!
        .ResourceChange!;
    expect(change('Vpc')).toMatchObject({
      Replacement: 'True',
      PolicyAction: 'ReplaceAndRetain',
      Details: [
        {
          Target: {
            Path: '/Properties/CidrBlock',
            BeforeValue: '10.1.0.0/16',
            AfterValue: '10.2.0.0/16',
            AttributeChangeType: 'Modify',
          },
        },
      ],
    });
    expect(change('Group')).toMatchObject({
      Replacement: 'Conditional',
      Details: [
        {
          Target: {
            Name: 'VpcId',
            AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}',
          },
          Evaluation: 'Dynamic',
          ChangeSource: 'ResourceAttribute',
          CausingEntity: 'Vpc.VpcId',
        },
        {
          Target: {
            Name: 'SecurityGroupIngress',
            Path: '/Properties/SecurityGroupIngress/0/FromPort',
            BeforeValue: '443',
            AfterValue: '80',
          },
          Evaluation: 'Static',
          ChangeSource: 'DirectModification',
        },
      ],
    });
    expect(change('Logs').Scope).toEqual(['Properties', 'Metadata']);
    expect(change('Logs').Replacement).toBe('False');
    expect(JSON.parse(change('Logs').BeforeContext!)).toEqual({
      Properties: {
        Tags: [{ Key: 'of', Value: '****' }],
        RetentionInDays: '7',
      },
      Metadata: { Note: 'first' },
    });
    expect(JSON.parse(change('Logs').AfterContext!)).toEqual({
      Properties: {
        Tags: [{ Key: 'of', Value: '****' }],
        RetentionInDays: '14',
      },
      Metadata: { Note: 'second' },
    });
    const everything = JSON.stringify(answer);
    expect(everything).not.toContain(secretValue);
    expect(everything).not.toContain('battery staple');
  });

  it('distinguishes a repeated request from a different request with the same effect', async () => {
    await create('same');
    expect((await described('same')).StatusReason).toBe(
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    );
    await create('comment', { TemplateBody: `${template()}# a comment\n` });
    expect(await described('comment')).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: 'No updates are to be performed.',
    });
  });

  it('returns the same change set for a repeated ClientToken, and otherwise rejects the name', async () => {
    const input = { ClientToken: 'once' };
    const first = await create('tokened', input);
    expect((await create('tokened', input)).Id).toBe(first.Id);
    await expect(create('tokened')).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
  });

  it('lists 250 changes in pages', async () => {
    const many = Array.from(
      { length: 250 },
      (_, index) => `  L${index}: { Type: AWS::Logs::LogGroup }`,
    ).join('\n');
    await create('many', { TemplateBody: `${template()}${many}\n` });
    await described('many');
    const sizes: number[] = [];
    for await (const page of paginateDescribeChangeSet(
      { client: harness.cloudFormation },
      { StackName: 'valued', ChangeSetName: 'many' },
    )) {
      sizes.push(page.Changes!.length);
    }
    expect(sizes).toEqual([100, 100, 50]);
    await expect(
      harness.cloudFormation.send(
        new DescribeChangeSetCommand({
          StackName: 'valued',
          ChangeSetName: 'many',
          NextToken: 'elsewhere',
        }),
      ),
    ).rejects.toThrow("NextToken: 'elsewhere' is not valid");
  });

  it('becomes obsolete after a change of the stack', async () => {
    const { Id } = await create('late', {
      TemplateBody: template({ cidr: '10.3.0.0/16' }),
    });
    await described('late');
    await harness.cloudFormation.send(
      new UpdateStackCommand({
        StackName: 'valued',
        UsePreviousTemplate: true,
        Parameters: parametersOf({ Secret: secretValue, Days: '30' }),
      }),
    );
    expect(await settledStatus(harness, 'valued')).toBe('UPDATE_COMPLETE');
    expect((await described('late')).ExecutionStatus).toBe('OBSOLETE');
    await expect(
      harness.cloudFormation.send(
        new ExecuteChangeSetCommand({ ChangeSetName: Id }),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${Id}] cannot be executed in its current execution status of [OBSOLETE]`,
    });
  });

  it('reports the result of its execution', async () => {
    harness.sandbox.control.addFault({
      stackName: 'valued',
      logicalId: 'Group',
      operation: 'UPDATE',
      reason: 'no',
    });
    await execute(harness, {
      StackName: 'valued',
      ChangeSetName: 'failing',
      TemplateBody: template().replace('FromPort: 443', 'FromPort: 80'),
      Parameters: parametersOf({ Secret: secretValue }),
    });
    await settledStatus(harness, 'valued');
    expect((await described('failing')).ExecutionStatus).toBe('EXECUTE_FAILED');
  });

  it('leaves an empty stack after the first change set is deleted', async () => {
    const input = { StackName: 'reviewed', ChangeSetType: 'CREATE' as const };
    await create('first', {
      ...input,
      Parameters: parametersOf({ Secret: secretValue }),
    });
    await described('first', 'reviewed');
    await harness.cloudFormation.send(
      new DeleteChangeSetCommand({
        StackName: 'reviewed',
        ChangeSetName: 'first',
      }),
    );
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'reviewed' }),
    );
    expect(Stacks![0].StackStatus).toBe('REVIEW_IN_PROGRESS');
  });
});
