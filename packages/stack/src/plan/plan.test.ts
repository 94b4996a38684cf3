import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { plannedChange } from './changes';
import { planOf } from './plan';

const change = (
  LogicalResourceId: string,
  ResourceType: string,
  rest: Partial<ResourceChange>,
) =>
  plannedChange({ LogicalResourceId, ResourceType, Action: 'Modify', ...rest });

const table = (rest: Partial<ResourceChange>) =>
  change('Items', 'AWS::DynamoDB::Table', rest);

/** The context that CloudFormation returns with a change. */
const pairs = (Name: string) =>
  JSON.stringify({
    Properties: { Environment: [{}, { Name, Value: 'hunter2' }] },
  });

describe('planOf', () => {
  it('lists data loss and replacements first', () => {
    const plan = planOf([
      change('New', 'AWS::Logs::LogGroup', { Action: 'Add' }),
      change('Fn', 'AWS::Lambda::Function', { Replacement: 'False' }),
      change('Old', 'AWS::Lambda::Function', { Action: 'Remove' }),
      change('Role', 'AWS::IAM::Role', { Replacement: 'True' }),
      table({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' }),
    ]);
    expect(plan.changes.map(c => c.logicalId)).toEqual([
      'Items',
      'Role',
      'Old',
      'Fn',
      'New',
    ]);
    expect(plan.warnings.map(w => w.kind)).toEqual([
      'data-loss',
      'replacement',
    ]);
    expect(plan.lines.slice(0, 3)).toEqual([
      'Change set: Replace 2, Remove 1, Modify 1, Add 1',
      'DATA LOSS: Items (AWS::DynamoDB::Table): its items will be lost: a new, empty resource replaces it',
      'REPLACEMENT: Role (AWS::IAM::Role) is replaced',
    ]);
  });

  it.each<[type: string, change: Partial<ResourceChange>, expected: string]>([
    [
      'DynamoDB::Table',
      { Action: 'Remove' },
      'DATA LOSS: R (AWS::DynamoDB::Table): its items will be lost',
    ],
    [
      'DynamoDB::Table',
      { Action: 'Remove', PolicyAction: 'Retain' },
      '- R (AWS::DynamoDB::Table) is removed from the stack and stays in AWS',
    ],
    [
      'DynamoDB::Table',
      {
        Action: 'Remove',
        PolicyAction: 'Delete',
        BeforeContext: '{"Properties":{"DeletionProtectionEnabled":"true"}}',
      },
      'DATA LEFT BEHIND: R (AWS::DynamoDB::Table): its deletion protection is on, so CloudFormation does not delete it: it stays in AWS with its items, outside the stack',
    ],
    [
      'DynamoDB::Table',
      { Replacement: 'Conditional' },
      'DATA LOSS: R (AWS::DynamoDB::Table): its items will be lost if CloudFormation has to replace it',
    ],
    [
      'DynamoDB::Table',
      { Replacement: 'True', PolicyAction: 'ReplaceAndRetain' },
      'DATA LEFT BEHIND: R (AWS::DynamoDB::Table): its policy retains the old resource with its items; the new one is empty',
    ],
    [
      'RDS::DBCluster',
      { Replacement: 'True', PolicyAction: 'ReplaceAndSnapshot' },
      'DATA LEFT BEHIND: R (AWS::RDS::DBCluster): its policy keeps a snapshot of the old resource with its databases; the new one is empty',
    ],
    [
      'RDS::DBCluster',
      { Action: 'Remove', PolicyAction: 'Snapshot' },
      '- R (AWS::RDS::DBCluster) is removed; a snapshot of it stays in AWS',
    ],
    [
      'S3::Bucket',
      { Action: 'Remove', PolicyAction: 'Delete' },
      'DATA LEFT BEHIND: R (AWS::S3::Bucket): CloudFormation deletes it only if it has no objects; otherwise it stays in AWS, outside the stack',
    ],
    [
      'S3::Bucket',
      { Replacement: 'True', PolicyAction: 'ReplaceAndDelete' },
      'DATA LEFT BEHIND: R (AWS::S3::Bucket): CloudFormation deletes it only if it has no objects; otherwise it stays in AWS, outside the stack; the new one is empty',
    ],
    [
      'ECR::Repository',
      {
        Action: 'Remove',
        BeforeContext: '{"Properties":{"EmptyOnDelete":"true"}}',
      },
      'DATA LOSS: R (AWS::ECR::Repository): its images will be lost',
    ],
    [
      'KMS::Key',
      { Action: 'Remove' },
      'DATA LOSS: R (AWS::KMS::Key): access to the data that it encrypts will be lost when the waiting period of the key ends (7 to 30 days)',
    ],
    [
      'DynamoDB::Table',
      { Replacement: 'False' },
      '~ R (AWS::DynamoDB::Table) changes',
    ],
  ])('the data of %s with %j', (type, rest, expected) => {
    expect(planOf([change('R', `AWS::${type}`, rest)]).lines[1]).toBe(expected);
  });

  it('shows a value that is known only after the deploy in words', () => {
    const { lines } = planOf([
      change('Natgw', 'AWS::EC2::NatGateway', {
        Replacement: 'Conditional',
        Details: [
          {
            Target: {
              Path: '/Properties/SubnetId',
              RequiresRecreation: 'Always',
              BeforeValue: 'subnet-1',
              AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}',
            },
            Evaluation: 'Dynamic',
            ChangeSource: 'ResourceReference',
            CausingEntity: 'Subnet',
          },
        ],
      }),
    ]);
    expect(lines.at(-1)).toBe(
      '    SubnetId: subnet-1 → (known after the deploy) (resource Subnet) [may replace the resource]',
    );
  });

  it('shows each property before and after the change, and the cause', () => {
    const { lines } = planOf([
      table({
        Replacement: 'True',
        Details: [
          {
            Target: {
              Attribute: 'Properties',
              Name: 'TableName',
              Path: '/Properties/TableName',
              RequiresRecreation: 'Always',
              BeforeValue: 'orders',
              AfterValue: 'orders2',
            },
            Evaluation: 'Static',
            ChangeSource: 'ParameterReference',
            CausingEntity: 'Name',
          },
          {
            Target: {
              Attribute: 'Properties',
              Name: 'TableName',
              Path: '/Properties/TableName',
              RequiresRecreation: 'Never',
            },
            Evaluation: 'Dynamic',
            ChangeSource: 'DirectModification',
          },
        ],
      }),
    ]);
    expect(lines).toContain('± Items (AWS::DynamoDB::Table) is replaced');
    expect(lines).toContain(
      '    TableName: orders → orders2 (parameter Name) [replaces the resource]',
    );
  });

  it('hides secrets', () => {
    const { lines } = planOf([
      change('Fn', 'AWS::Lambda::Function', {
        Details: [
          {
            Target: {
              Attribute: 'Properties',
              Name: 'Environment',
              Path: '/Properties/Environment/Variables/DB_PASSWORD',
              BeforeValue: 'hunter1',
              AfterValue: 'hunter2',
            },
          },
        ],
      }),
    ]);
    expect(lines.join('\n')).toContain('Environment.Variables.DB_PASSWORD');
    expect(lines.join('\n')).not.toContain('hunter');
  });

  it.each<[string, Partial<ResourceChange>, string, boolean]>([
    ['a list of pairs, unknown', {}, 'Environment/1/Value', true],
    [
      'a pair that is named like a secret',
      { AfterContext: pairs('DB_PASSWORD') },
      'Environment/1/Value',
      true,
    ],
    [
      'another pair',
      { AfterContext: pairs('STAGE') },
      'Environment/1/Value',
      false,
    ],
    ['a tag', {}, 'Tags/1/Value', false],
  ])('%s: its value is hidden or shown', (_, context, path, isHidden) => {
    const { lines } = planOf([
      change('Task', 'AWS::ECS::TaskDefinition', {
        ...context,
        Details: [
          { Target: { Path: `/Properties/${path}`, AfterValue: 'hunter2' } },
        ],
      }),
    ]);
    expect(lines.join('\n').includes('hunter2')).toBe(!isHidden);
  });

  it('shows whether and how callers are authorized', () => {
    const Target = {
      Path: '/Properties/AuthorizationType',
      BeforeValue: 'AWS_IAM',
      AfterValue: 'NONE',
    };
    const { lines } = planOf([
      change('Get', 'AWS::ApiGateway::Method', { Details: [{ Target }] }),
    ]);
    expect(lines).toContain('    AuthorizationType: AWS_IAM → NONE');
  });

  it('hides a secret inside a new property', () => {
    const AfterValue = JSON.stringify({
      Variables: { STAGE: 'dev', API_TOKEN: 'hunter2' },
    });
    const { lines } = planOf([
      change('Fn', 'AWS::Lambda::Function', {
        Details: [{ Target: { Path: '/Properties/Environment', AfterValue } }],
      }),
    ]);
    expect(lines.join('\n')).toContain('"STAGE":"dev"');
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('reports that no resource changes', () => {
    expect(planOf([]).lines).toEqual([
      'Change set: no resource changes; only outputs or settings change',
    ]);
  });
});
