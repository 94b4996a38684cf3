import {
  CreateChangeSetCommand,
  CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '../index';
import {
  eventsOf,
  execute,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const template = (description: string, cidr = '10.1.0.0/16') => `
Parameters: { Days: { Type: Number, Default: 7 } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: ${cidr} } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: ${description} } }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref Days } }
`;

describe('change sets', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const create = (input: Partial<CreateChangeSetCommandInput>) =>
    harness.cloudFormation.send(
      new CreateChangeSetCommand({
        StackName: 'planned',
        ChangeSetName: 'plan',
        ...input,
      }),
    );
  const described = async (ChangeSetName: string, StackName = 'planned') => {
    for (;;) {
      const answer = await harness.cloudFormation.send(
        new DescribeChangeSetCommand({ ChangeSetName, StackName }),
      );
      if (!/PENDING|IN_PROGRESS/.test(answer.Status!)) return answer;
    }
  };

  it('shows the changes of a new stack, which stays in REVIEW_IN_PROGRESS until the execution', async () => {
    await create({ ChangeSetType: 'CREATE', TemplateBody: template('one') });
    const plan = await described('plan');
    expect(plan).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
    });
    expect(
      plan.Changes?.map(c => [
        c.ResourceChange?.Action,
        c.ResourceChange?.LogicalResourceId,
        c.ResourceChange?.ResourceType,
      ]),
    ).toEqual([
      ['Add', 'Vpc', 'AWS::EC2::VPC'],
      ['Add', 'Group', 'AWS::EC2::SecurityGroup'],
      ['Add', 'Logs', 'AWS::Logs::LogGroup'],
    ]);
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'planned' }),
    );
    expect(Stacks![0].StackStatus).toBe('REVIEW_IN_PROGRESS');
    await harness.cloudFormation.send(
      new ExecuteChangeSetCommand({
        ChangeSetName: 'plan',
        StackName: 'planned',
      }),
    );
    expect(await settledStatus(harness, 'planned')).toBe('CREATE_COMPLETE');
    await expect(
      create({
        ChangeSetName: 'again',
        ChangeSetType: 'CREATE',
        TemplateBody: template('one'),
      }),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'Stack [planned] already exists and cannot be created again with the changeSet [again].',
    });
  });

  it("fails with AWS's message if nothing changes, and cannot be executed", async () => {
    await create({ ChangeSetName: 'nothing', TemplateBody: template('one') });
    const plan = await described('nothing');
    expect(plan).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    await expect(
      harness.cloudFormation.send(
        new ExecuteChangeSetCommand({ ChangeSetName: plan.ChangeSetId }),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${plan.ChangeSetId}] cannot be executed in its current status of [FAILED]`,
    });
  });

  it('reports replacements, their causes and dependent changes', async () => {
    await create({
      ChangeSetName: 'replace',
      TemplateBody: template('one', '10.2.0.0/16').replace(
        '  Logs:',
        '  More: { Type: AWS::Logs::LogGroup }\n  Logs:',
      ),
      Parameters: [{ ParameterKey: 'Days', ParameterValue: '14' }],
    });
    const { Changes } = await described('replace');
    const change = (id: string) =>
      Changes?.find(c => c.ResourceChange?.LogicalResourceId === id)
        ?.ResourceChange;
    expect(change('Vpc')).toMatchObject({
      Action: 'Modify',
      Replacement: 'True',
      Scope: ['Properties'],
      Details: [
        {
          Target: {
            Attribute: 'Properties',
            Name: 'CidrBlock',
            RequiresRecreation: 'Always',
          },
          Evaluation: 'Static',
          ChangeSource: 'DirectModification',
        },
      ],
    });
    expect(change('Group')).toMatchObject({
      Action: 'Modify',
      Replacement: 'Conditional',
      PolicyAction: 'ReplaceAndDelete',
      Details: [
        {
          Evaluation: 'Dynamic',
          ChangeSource: 'ResourceReference',
          CausingEntity: 'Vpc',
        },
      ],
    });
    expect(change('Logs')).toMatchObject({
      Action: 'Modify',
      Replacement: 'False',
      Details: [
        {
          Evaluation: 'Static',
          ChangeSource: 'ParameterReference',
          CausingEntity: 'Days',
        },
        { Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
      ],
    });
    expect(change('More')?.Action).toBe('Add');
  });

  it('shows a removal, and a change of tags only', async () => {
    await create({
      ChangeSetName: 'less',
      TemplateBody: template('one').replace(/ {2}Logs:.*\n/, ''),
    });
    expect((await described('less')).Changes).toMatchObject([
      { ResourceChange: { Action: 'Remove', LogicalResourceId: 'Logs' } },
    ]);
    await create({
      ChangeSetName: 'tags',
      UsePreviousTemplate: true,
      Tags: [{ Key: 'team', Value: 'blue' }],
    });
    const tags = await described('tags');
    expect(tags.Status).toBe('CREATE_COMPLETE');
    expect(tags.Changes?.[0].ResourceChange?.Scope).toEqual(['Tags']);
  });

  it('is listed, and not found after its deletion', async () => {
    const list = () =>
      harness.cloudFormation
        .send(new ListChangeSetsCommand({ StackName: 'planned' }))
        .then(({ Summaries }) => Summaries!.map(s => s.ChangeSetName));
    expect(await list()).toContain('replace');
    const { ChangeSetId } = await described('replace');
    const remove = (ChangeSetName: string, StackName = 'planned') =>
      harness.cloudFormation.send(
        new DeleteChangeSetCommand({ StackName, ChangeSetName }),
      );
    await remove('replace');
    expect(await list()).not.toContain('replace');
    // As with AWS, the deletion of what does not exist succeeds.
    await remove('replace');
    await remove(ChangeSetId!);
    await expect(remove('replace', 'no-such-stack')).rejects.toThrow(
      'Stack [no-such-stack] does not exist',
    );
    await expect(described('replace')).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
      message: 'ChangeSet [replace] does not exist',
    });
  });

  it('deletes the other change sets when one is executed', async () => {
    await execute(harness, {
      StackName: 'planned',
      ChangeSetName: 'go',
      TemplateBody: template('two'),
    });
    await settledStatus(harness, 'planned');
    const { Summaries } = await harness.cloudFormation.send(
      new ListChangeSetsCommand({ StackName: 'planned' }),
    );
    expect(Summaries?.map(s => s.ChangeSetName)).toEqual(['go']);
  });

  it('is executed once for repeated requests with the same token', async () => {
    const { cloudFormation } = harness;
    const { Id } = await cloudFormation.send(
      new CreateChangeSetCommand({
        StackName: 'once',
        ChangeSetName: 'go',
        ChangeSetType: 'CREATE',
        TemplateBody: template('one'),
      }),
    );
    await described('go', 'once');
    const run = (ClientRequestToken?: string) =>
      cloudFormation.send(
        new ExecuteChangeSetCommand({ ChangeSetName: Id, ClientRequestToken }),
      );
    await run('run-1');
    await run('run-1');
    await expect(run('run-2')).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
      message: expect.stringMatching(
        /^ChangeSet \[arn:.*\] cannot be executed in its current execution status of \[EXECUTE_/,
      ),
    });
    expect(await settledStatus(harness, 'once')).toBe('CREATE_COMPLETE');
    await run('run-1');
    const events = await eventsOf(harness, 'once');
    expect(
      events.filter(
        one =>
          one.ResourceStatus === 'CREATE_COMPLETE' &&
          one.LogicalResourceId === 'once',
      ),
    ).toHaveLength(1);
    const [review, ...others] = events;
    expect(review.ClientRequestToken).toBeUndefined();
    expect(new Set(others.map(one => one.ClientRequestToken))).toEqual(
      new Set(['run-1']),
    );
  });

  it('reads the template from S3, and returns it', async () => {
    await harness.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'templates/a.yaml',
        Body: template('remote'),
      }),
    );
    await execute(harness, {
      StackName: 'remote',
      ChangeSetName: 'one',
      ChangeSetType: 'CREATE',
      TemplateURL: `${harness.sandbox.endpointUrl}/${ARTIFACT_BUCKET}/templates/a.yaml`,
    });
    expect(await settledStatus(harness, 'remote')).toBe('CREATE_COMPLETE');
    const { TemplateBody } = await harness.cloudFormation.send(
      new GetTemplateCommand({ StackName: 'remote' }),
    );
    expect(TemplateBody).toBe(template('remote'));
    await expect(
      create({
        StackName: 'nowhere',
        ChangeSetType: 'CREATE',
        TemplateURL: `https://${ARTIFACT_BUCKET}.s3.eu-central-1.amazonaws.com/none.yaml`,
      }),
    ).rejects.toThrow('S3 error: The specified key does not exist');
  });

  it('rejects an update of a stack that does not exist or has failed', async () => {
    await expect(
      create({ StackName: 'absent', TemplateBody: template('one') }),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack [absent] does not exist',
    });
    harness.sandbox.control.addFault({
      stackName: 'broken',
      logicalId: 'Vpc',
      reason: 'no',
    });
    const id = await execute(harness, {
      StackName: 'broken',
      ChangeSetName: 'one',
      ChangeSetType: 'CREATE',
      TemplateBody: template('one'),
    });
    await settledStatus(harness, 'broken');
    await expect(
      create({ StackName: 'broken', TemplateBody: template('one') }),
    ).rejects.toThrow(
      `Stack:${id} is in ROLLBACK_COMPLETE state and can not be updated.`,
    );
  });
});
