import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  paginateDescribeStackResourceDrifts,
} from '@aws-sdk/client-cloudformation';
import {
  eventsOf,
  execute,
  Harness,
  parametersOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const templateBody = `
Parameters: { Secret: { Type: String, NoEcho: true } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: a group
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }]
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 7, Tags: [{ Key: of, Value: !Ref Secret }] }
  Gone: { Type: AWS::Logs::LogGroup }
`;

describe('drift', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ resourceDelayMs: 5 });
    await execute(harness, {
      StackName: 'drifting',
      ChangeSetName: 'create',
      ChangeSetType: 'CREATE',
      TemplateBody: templateBody,
      Parameters: parametersOf({ Secret: 'correct horse' }),
    });
    await settledStatus(harness, 'drifting');
  });
  afterAll(() => harness.close());

  const detect = async (LogicalResourceIds?: string[]) => {
    const { StackDriftDetectionId } = await harness.cloudFormation.send(
      new DetectStackDriftCommand({
        StackName: 'drifting',
        LogicalResourceIds,
      }),
    );
    for (;;) {
      const answer = await harness.cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
      );
      if (answer.DetectionStatus !== 'DETECTION_IN_PROGRESS') return answer;
    }
  };
  const statuses = async () => {
    const { StackResourceSummaries } = await harness.cloudFormation.send(
      new ListStackResourcesCommand({ StackName: 'drifting' }),
    );
    return Object.fromEntries(
      StackResourceSummaries!.map(one => [
        one.LogicalResourceId,
        one.DriftInformation!.StackResourceDriftStatus,
      ]),
    );
  };

  it('is not detected if nothing has changed', async () => {
    expect(await statuses()).toMatchObject({ Vpc: 'NOT_CHECKED' });
    expect(await detect()).toMatchObject({
      DetectionStatus: 'DETECTION_COMPLETE',
      StackDriftStatus: 'IN_SYNC',
      DriftedStackResourceCount: 0,
    });
    expect(await statuses()).toEqual({
      Vpc: 'IN_SYNC',
      Group: 'IN_SYNC',
      Logs: 'IN_SYNC',
      Gone: 'IN_SYNC',
    });
  });

  it('is detected for properties that were changed, added or removed outside of CloudFormation', async () => {
    const { control } = harness.sandbox;
    const place = { stackName: 'drifting' };
    control.changeResource({
      ...place,
      logicalId: 'Group',
      properties: {
        SecurityGroupIngress: [
          { IpProtocol: 'tcp', FromPort: 80, ToPort: 443, CidrIp: '0.0.0.0/0' },
          { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
        ],
        GroupName: 'the template does not set it',
      },
    });
    control.changeResource({
      ...place,
      logicalId: 'Logs',
      properties: { RetentionInDays: null },
    });
    await control.removeResource({ ...place, logicalId: 'Gone' });
    expect(await detect()).toMatchObject({
      StackDriftStatus: 'DRIFTED',
      DriftedStackResourceCount: 3,
    });
    const { StackResourceDrifts } = await harness.cloudFormation.send(
      new DescribeStackResourceDriftsCommand({
        StackName: 'drifting',
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      }),
    );
    expect(JSON.stringify(StackResourceDrifts)).not.toContain('correct horse');
    expect(StackResourceDrifts).toMatchObject([
      { LogicalResourceId: 'Gone', StackResourceDriftStatus: 'DELETED' },
      {
        LogicalResourceId: 'Group',
        StackResourceDriftStatus: 'MODIFIED',
        PropertyDifferences: [
          {
            PropertyPath: '/SecurityGroupIngress/0/FromPort',
            ExpectedValue: '443',
            ActualValue: '80',
            DifferenceType: 'NOT_EQUAL',
          },
          { PropertyPath: '/SecurityGroupIngress/0/CidrIp' },
          {
            PropertyPath: '/SecurityGroupIngress/1',
            ExpectedValue: 'null',
            ActualValue: '{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}',
            DifferenceType: 'ADD',
          },
        ],
      },
      {
        LogicalResourceId: 'Logs',
        PropertyDifferences: [
          {
            PropertyPath: '/RetentionInDays',
            ExpectedValue: '7',
            ActualValue: 'null',
            DifferenceType: 'REMOVE',
          },
        ],
      },
    ]);
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'drifting' }),
    );
    expect(Stacks![0].DriftInformation?.StackDriftStatus).toBe('DRIFTED');
  });

  it('is returned in pages, and can be detected for one resource', async () => {
    const pages: number[] = [];
    for await (const {
      StackResourceDrifts,
    } of paginateDescribeStackResourceDrifts(
      { client: harness.cloudFormation, pageSize: 3 },
      { StackName: 'drifting' },
    )) {
      pages.push(StackResourceDrifts!.length);
    }
    expect(pages).toEqual([3, 1]);
    harness.sandbox.control.changeResource({
      stackName: 'drifting',
      logicalId: 'Vpc',
      properties: { CidrBlock: '10.9.0.0/16' },
    });
    const { StackResourceDrift } = await harness.cloudFormation.send(
      new DetectStackResourceDriftCommand({
        StackName: 'drifting',
        LogicalResourceId: 'Vpc',
      }),
    );
    expect(StackResourceDrift).toMatchObject({
      StackResourceDriftStatus: 'MODIFIED',
      ExpectedProperties: '{"CidrBlock":"10.1.0.0/16"}',
      ActualProperties: '{"CidrBlock":"10.9.0.0/16"}',
    });
  });

  it('is not detected for a stack or resource that does not exist', async () => {
    await expect(detect(['Nothing'])).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Resource Nothing does not exist for stack drifting',
    });
    await expect(
      harness.cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({
          StackDriftDetectionId: 'unknown',
        }),
      ),
    ).rejects.toThrow('Drift detection status for ID [unknown] does not exist');
  });

  describe('a drift-aware change set', () => {
    const plan = async (ChangeSetName: string, more = {}) => {
      const { Id } = await harness.cloudFormation.send(
        new CreateChangeSetCommand({
          StackName: 'drifting',
          ChangeSetName,
          TemplateBody: templateBody,
          Parameters: parametersOf({ Secret: 'correct horse' }),
          ...more,
        }),
      );
      for (;;) {
        const described = await harness.cloudFormation.send(
          new DescribeChangeSetCommand({
            ChangeSetName: Id,
            IncludePropertyValues: true,
          }),
        );
        if (!/PENDING|IN_PROGRESS/.test(described.Status!)) return described;
      }
    };
    const revert = { DeploymentMode: 'REVERT_DRIFT' as const };

    it('shows what was changed outside of CloudFormation, which another change set does not', async () => {
      expect(await plan('plain')).toMatchObject({
        Status: 'FAILED',
        StatusReason: expect.stringContaining("didn't contain changes"),
      });
      const planned = await plan('revert', revert);
      expect(planned).toMatchObject({
        Status: 'CREATE_COMPLETE',
        DeploymentMode: 'REVERT_DRIFT',
        StackDriftStatus: 'DRIFTED',
      });
      expect(JSON.stringify(planned)).not.toContain('correct horse');
      const changes = planned.Changes!.map(one => one.ResourceChange!);
      expect(changes).toMatchObject([
        {
          LogicalResourceId: 'Vpc',
          Action: 'Modify',
          Replacement: 'True',
          ResourceDriftStatus: 'MODIFIED',
        },
        { LogicalResourceId: 'Group', Action: 'Modify' },
        {
          LogicalResourceId: 'Logs',
          Action: 'Modify',
          Replacement: 'False',
          Details: [
            {
              Target: {
                Name: 'RetentionInDays',
                AttributeChangeType: 'Add',
                AfterValue: '7',
                AfterValueFrom: 'TEMPLATE',
                BeforeValueFrom: 'ACTUAL_STATE',
                Drift: {
                  PreviousValue: '7',
                  DriftDetectionTimestamp: expect.any(Date),
                },
              },
            },
          ],
        },
        {
          LogicalResourceId: 'Gone',
          Action: 'Add',
          ResourceDriftStatus: 'DELETED',
        },
      ]);
      expect(
        changes[1].Details!.find(
          one =>
            one.Target!.Path === '/Properties/SecurityGroupIngress/0/CidrIp',
        ),
      ).toMatchObject({
        Target: {
          BeforeValue: '0.0.0.0/0',
          AfterValue: '10.0.0.0/8',
          Drift: { PreviousValue: '10.0.0.0/8', ActualValue: '0.0.0.0/0' },
        },
      });
    });

    it('adopts a live value that the new template has', async () => {
      const TemplateBody = templateBody.replace('10.1.0.0/16', '10.9.0.0/16');
      const { Changes } = await plan('adopt', { ...revert, TemplateBody });
      expect(Changes![0].ResourceChange).toMatchObject({
        LogicalResourceId: 'Vpc',
        Action: 'SyncWithActual',
        ResourceDriftStatus: 'MODIFIED',
        Details: [
          {
            ChangeSource: 'NoModification',
            Target: {
              Name: 'CidrBlock',
              AttributeChangeType: 'SyncWithActual',
              BeforeValue: '10.9.0.0/16',
              AfterValue: '10.9.0.0/16',
              Drift: {
                PreviousValue: '10.1.0.0/16',
                ActualValue: '10.9.0.0/16',
              },
            },
          },
        ],
      });
      const before = (await eventsOf(harness, 'drifting')).length;
      const isFirst = (one: { LogicalResourceId?: string }, index: number) =>
        index >= before && one.LogicalResourceId === 'Vpc';
      await harness.cloudFormation.send(
        new ExecuteChangeSetCommand({
          StackName: 'drifting',
          ChangeSetName: 'adopt',
        }),
      );
      expect(await settledStatus(harness, 'drifting')).toBe('UPDATE_COMPLETE');
      expect((await eventsOf(harness, 'drifting')).some(isFirst)).toBe(false);
      expect(await statuses()).toEqual({
        Vpc: 'IN_SYNC',
        Group: 'IN_SYNC',
        Logs: 'IN_SYNC',
        Gone: 'IN_SYNC',
      });
      expect(await detect()).toMatchObject({ StackDriftStatus: 'IN_SYNC' });
      expect(
        (await plan('again', { ...revert, TemplateBody })).StatusReason,
      ).toContain("didn't contain changes");
    });

    it('leaves a drifted resource alone in an update without it, and does not care for the order of a list', async () => {
      const body = (days: number) => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16, Tags: [{ Key: a, Value: 1 }, { Key: b, Value: 2 }] } }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } }
  Open: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 1 } }`;
      const StackName = 'partly';
      const change = { StackName, Parameters: [] };
      await plan('create', {
        ...change,
        ChangeSetType: 'CREATE',
        TemplateBody: body(1),
      });
      const run = async (ChangeSetName: string) => {
        await harness.cloudFormation.send(
          new ExecuteChangeSetCommand({ StackName, ChangeSetName }),
        );
        await settledStatus(harness, StackName);
      };
      await run('create');
      const { control } = harness.sandbox;
      control.changeResource({
        stackName: StackName,
        logicalId: 'Open',
        properties: { RetentionInDays: 9 },
      });
      control.changeResource({
        stackName: StackName,
        logicalId: 'Vpc',
        properties: {
          Tags: [
            { Key: 'b', Value: '2' },
            { Key: 'a', Value: '1' },
          ],
        },
      });
      await plan('update', { ...change, TemplateBody: body(3) });
      await run('update');
      const { Changes } = await plan('revert', {
        ...change,
        ...revert,
        TemplateBody: body(3),
      });
      expect(Changes).toMatchObject([
        {
          ResourceChange: {
            LogicalResourceId: 'Open',
            Details: [{ Target: { Drift: { ActualValue: '9' } } }],
          },
        },
      ]);
      expect(Changes).toHaveLength(1);
    });
  });
});
