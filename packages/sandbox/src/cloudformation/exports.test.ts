import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  Harness,
  parametersOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const exportingTemplate = (group: string) => `
Parameters: { Prefix: { Type: String, Default: shared } }
Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: ${group} } } }
Outputs:
  Group: { Value: !Ref Logs, Export: { Name: !Sub '\${Prefix}:group' } }
  Plain: { Value: plain }`;
const importingTemplate = `
Parameters: { Prefix: { Type: String, Default: shared }, Use: { Type: String, Default: 'yes' } }
Conditions: { Used: !Equals [!Ref Use, 'yes'] }
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !If [Used, !Join ['-', [copy, 'Fn::ImportValue': !Sub '\${Prefix}:group']], alone]`;

describe('exports', () => {
  let harness: Harness;
  const create = (StackName: string, TemplateBody: string) =>
    harness.cloudFormation.send(
      new CreateStackCommand({ StackName, TemplateBody }),
    );
  beforeAll(async () => {
    harness = await startHarness();
    await create('exporting', exportingTemplate('first'));
    await settledStatus(harness, 'exporting');
  });
  afterAll(() => harness.close());
  const lastReason = async (StackName: string) => {
    const { StackEvents } = await harness.cloudFormation.send(
      new DescribeStackEventsCommand({ StackName }),
    );
    return StackEvents!.find(e => e.ResourceStatusReason)?.ResourceStatusReason;
  };

  it('appear in the outputs of their stacks', async () => {
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'exporting' }),
    );
    expect(Stacks![0].Outputs!.map(o => o.ExportName)).toEqual([
      'shared:group',
      undefined,
    ]);
  });

  it('can be imported, and cannot be changed or deleted while they are in use', async () => {
    await create('importing', importingTemplate);
    expect(await settledStatus(harness, 'importing')).toBe('CREATE_COMPLETE');

    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'exporting' }),
    );
    expect(await settledStatus(harness, 'exporting')).toBe('CREATE_COMPLETE');
    expect(await lastReason('exporting')).toBe(
      'Export shared:group cannot be deleted as it is in use by importing',
    );
    await harness.cloudFormation.send(
      new UpdateStackCommand({
        StackName: 'exporting',
        TemplateBody: exportingTemplate('second'),
      }),
    );
    expect(await settledStatus(harness, 'exporting')).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );

    await harness.cloudFormation.send(
      new UpdateStackCommand({
        StackName: 'importing',
        UsePreviousTemplate: true,
        Parameters: parametersOf({ Use: 'no' }),
      }),
    );
    expect(await settledStatus(harness, 'importing')).toBe('UPDATE_COMPLETE');
  });

  it('have unique names', async () => {
    await create('same', exportingTemplate('other'));
    expect(await settledStatus(harness, 'same')).toBe('ROLLBACK_COMPLETE');
    const reason = await lastReason('same');
    expect(reason).toBe(
      'Export with name shared:group is already exported by stack exporting. Rollback requested by user.',
    );
  });

  it.each([
    [
      importingTemplate.replace('Default: shared', 'Default: none'),
      'No export named none:group found',
    ],
    [
      exportingTemplate('x').replace('${Prefix}', '${Logs}'),
      'Template format error: Output Group is malformed.  The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs.',
    ],
    [
      importingTemplate.replace(
        '      LogGroupName',
        "      KmsKeyId: { 'Fn::ImportValue': !GetAtt Logs.Arn }\n      LogGroupName",
      ),
      'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
    ],
    [
      exportingTemplate('x').replace("Name: !Sub '${Prefix}:group'", ''),
      'Template format error: Output Group is malformed. The Export field must have a Name.',
    ],
  ])('are rejected if they are not valid: %#', async (template, message) => {
    await expect(create('rejected', template)).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    });
  });
});
