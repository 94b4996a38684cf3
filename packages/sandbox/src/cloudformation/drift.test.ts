import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  ListStackResourcesCommand,
  paginateDescribeStackResourceDrifts,
} from '@aws-sdk/client-cloudformation';
import {
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
});
