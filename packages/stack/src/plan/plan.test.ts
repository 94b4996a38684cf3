import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { plannedChange } from './changes';
import { planOf } from './plan';
import { wideningOfTemplates } from './widening';

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
      'iam',
    ]);
    expect(plan.lines.slice(0, 3)).toEqual([
      'Change set: Replace 2, Remove 1, Modify 1, Add 1',
      'DATA LOSS: Items (AWS::DynamoDB::Table): its items will be lost: a new, empty resource replaces it',
      'REPLACEMENT: Role (AWS::IAM::Role) is replaced',
    ]);
  });

  it.each([
    [{ Action: 'Remove' }, 'its items will be lost'],
    [{ Action: 'Remove', PolicyAction: 'Retain' }, undefined],
    [
      { Replacement: 'Conditional' },
      'its items will be lost if CloudFormation has to replace it',
    ],
    [
      { Replacement: 'True', PolicyAction: 'ReplaceAndRetain' },
      'its policy retains the old resource with its items; the new one is empty',
    ],
    [{ Replacement: 'False' }, undefined],
    [{ Action: 'Add' }, undefined],
  ] as Array<[Partial<ResourceChange>, string | undefined]>)(
    'a table with %j: %s',
    (rest, expected) => {
      expect(table(rest).dataLoss).toBe(expected);
    },
  );

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

  it('warns about wider network access when only a parameter value changed', () => {
    const { warnings } = planOf([
      change('Rule', 'AWS::EC2::SecurityGroupIngress', {
        Details: [
          {
            Target: {
              Attribute: 'Properties',
              Name: 'CidrIp',
              BeforeValue: '10.0.0.0/8',
              AfterValue: '0.0.0.0/0',
            },
            ChangeSource: 'ParameterReference',
            CausingEntity: 'Cidr',
          },
        ],
      }),
    ]);
    expect(warnings).toEqual([
      {
        kind: 'network',
        logicalId: 'Rule',
        text: 'Rule (AWS::EC2::SecurityGroupIngress) changes: CidrIp',
      },
    ]);
  });

  it('does not warn about each resource of a new stack', () => {
    const plan = planOf([
      change('Role', 'AWS::IAM::Role', { Action: 'Add' }),
      change('Vpc', 'AWS::EC2::VPC', { Action: 'Add' }),
    ]);
    expect(plan.warnings).toEqual([]);
    expect(plan.lines).toEqual([
      'Change set: Add 2',
      '+ Role (AWS::IAM::Role) is added',
      '+ Vpc (AWS::EC2::VPC) is added',
    ]);
  });

  it('reports that no resource changes', () => {
    expect(planOf([]).lines).toEqual([
      'Change set: no resource changes; only outputs or settings change',
    ]);
  });
});

describe('wideningOfTemplates', () => {
  const template = (actions: string[], cidrs: string[]) => ({
    Resources: {
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'items',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: actions, Resource: 'arn:items' },
            ],
          },
        },
      },
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'g',
          SecurityGroupIngress: cidrs.map(CidrIp => ({
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp,
          })),
        },
      },
    },
  });

  it('names new permissions and new rules', () => {
    const found = wideningOfTemplates(
      template(['dynamodb:GetItem'], ['10.0.0.0/8']),
      template(
        ['dynamodb:GetItem', 'dynamodb:DeleteTable'],
        ['10.0.0.0/8', '0.0.0.0/0'],
      ),
    );
    expect(found.map(({ kind }) => kind)).toEqual(['iam', 'network']);
    expect(found[0].text).toMatch(
      /new permission: .*dynamodb:DeleteTable.*arn:items/,
    );
    expect(found[1].text).toMatch(
      /new ingress rule: .*TCP 443 from .*(0\.0\.0\.0|Everyone)/,
    );
  });

  it('returns no warning when nothing is widened', () => {
    const same = template(['dynamodb:GetItem'], ['10.0.0.0/8']);
    expect(wideningOfTemplates(same, same)).toEqual([]);
    expect(wideningOfTemplates(same, { Resources: {} })).toEqual([]);
  });
});
