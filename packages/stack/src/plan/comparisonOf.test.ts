import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { stackArn, version, type Version } from './__testUtils__/changeSets';
import { comparisonOf, type ResolvableTemplate } from './comparisonOf';
import { marksOf } from './marks/marks';

const none = { template: undefined, parameters: {} };

/** The marks of a change set as AWS returns it, with the given templates. */
const marks = (
  changes: ResourceChange[],
  before: ResolvableTemplate | undefined,
  after: ResolvableTemplate,
) =>
  marksOf(
    comparisonOf({ stackArn, before, after, changes, corporateCidrs: [] }),
  ).map(({ text }) => text);

const context = (Properties: object) => JSON.stringify({ Properties });
const unknown = '{{changeSet:KNOWN_AFTER_APPLY}}';

const modify = (
  LogicalResourceId: string,
  ResourceType: string,
  before: object,
  after: object,
  rest: Partial<ResourceChange> = {},
): ResourceChange => ({
  Action: 'Modify',
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId: `${LogicalResourceId}-1`,
  Replacement: 'False',
  BeforeContext: context(before),
  AfterContext: context(after),
  ...rest,
});

const ingress = 'AWS::EC2::SecurityGroupIngress';
const rule = (CidrIp: string) => ({
  GroupId: 'sg-1',
  IpProtocol: '-1',
  CidrIp,
});

const ruleTemplate = (cidr: string, parameter = '{ Type: String }') =>
  version(`Parameters: { Range: ${parameter} }
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }] } }
  Rule: { Type: ${ingress}, Properties: { GroupId: !Ref Group, IpProtocol: '-1', CidrIp: ${cidr} } }
`);

const wider =
  'Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from 0.0.0.0/0, which is every address';

it.each<[name: string, stack: Version, expected: string[]]>([
  [
    'a parameter that CloudFormation reads from SSM',
    ruleTemplate(
      '!Ref Range',
      "{ Type: 'AWS::SSM::Parameter::Value<String>' }",
    ),
    [wider],
  ],
  ['an export of another stack', ruleTemplate('!ImportValue range'), [wider]],
  ['a dynamic reference', ruleTemplate("'{{resolve:ssm:range}}'"), [wider]],
])('the change set has the value of %s', (_, stack, expected) => {
  const change = modify('Rule', ingress, rule('10.0.0.0/8'), rule('0.0.0.0/0'));
  expect(marks([change], stack, stack)).toEqual(expected);
  const same = modify('Rule', ingress, rule('0.0.0.0/0'), rule('0.0.0.0/0'));
  expect(marks([same], stack, stack)).toEqual([]);
});

it('a hidden value is unknown, also if the change set shows its placeholder', () => {
  const stack = ruleTemplate('!Ref Range', '{ Type: String, NoEcho: true }');
  const change = modify('Rule', ingress, rule('****'), rule('****'));
  expect(
    marks([change], stack, { ...stack, parameters: { Range: '0.0.0.0/0' } }),
  ).toEqual([
    'Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from an unknown address: the value depends on parameter Range, whose value is hidden',
  ]);
});

// https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2113
it('a reference that the change set cannot resolve is no new permission', () => {
  const stack = version(`Resources:
  Files: { Type: AWS::S3::Bucket }
  FilesPolicy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Files, PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: !Sub '\${Files.Arn}/*' }] } } }
`);
  const statement = (Resource: string) => ({
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource },
    ],
  });
  const change = modify(
    'FilesPolicy',
    'AWS::S3::BucketPolicy',
    { Bucket: 'files-1', PolicyDocument: statement('arn:aws:s3:::files-1/*') },
    { Bucket: unknown, PolicyDocument: statement(unknown) },
    { Replacement: 'True', PolicyAction: 'ReplaceAndDelete' },
  );
  expect(marks([change], stack, stack)).toEqual([]);
});

it('without the former template, the change set alone is compared', () => {
  const after = ruleTemplate('0.0.0.0/0');
  const change = modify('Rule', ingress, rule('10.0.0.0/8'), rule('0.0.0.0/0'));
  expect(marks([change], none, after)).toEqual([wider]);
  const narrower = modify(
    'Rule',
    ingress,
    { ...rule('0.0.0.0/0'), GroupId: 'sg-1' },
    rule('10.0.0.0/8'),
  );
  expect(
    marks([narrower], none, { template: undefined, parameters: {} }),
  ).toEqual([]);
});

it('without property values in the change set, the templates are compared', () => {
  const change = {
    ...modify('Rule', ingress, {}, {}),
    BeforeContext: undefined,
    AfterContext: undefined,
  };
  expect(
    marks([change], ruleTemplate('10.0.0.0/8'), ruleTemplate('0.0.0.0/0')),
  ).toEqual([wider]);
});

// https://github.com/aws/aws-cdk-cli/pull/1951
it('a known difference that the change set does not contain is compared and reported', () => {
  const acl = (action: string) =>
    version(`Resources:
  Acl: { Type: AWS::WAFv2::WebACL, Properties: { Scope: REGIONAL, DefaultAction: { ${action}: {} } } }
`);
  expect(marks([], acl('Block'), acl('Allow'))).toEqual([
    'Acl (AWS::WAFv2::WebACL): default action Block → Allow',
    'Acl (AWS::WAFv2::WebACL): the template changes DefaultAction, but the change set does not contain it. CloudFormation may change it nevertheless',
  ]);
});

it('a replaced security group without an egress rule gets the rule of AWS', () => {
  const group = (egress: string) =>
    version(
      `Resources: { Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupName: a${egress} } } }`,
    );
  const before = group(
    ", SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }]",
  );
  const change = (Replacement: 'True' | 'False') => ({
    Action: 'Modify' as const,
    LogicalResourceId: 'Group',
    ResourceType: 'AWS::EC2::SecurityGroup',
    Replacement,
  });
  expect(marks([change('False')], before, group(''))).toEqual([]);
  expect(marks([change('True')], before, group(''))).toEqual([
    'Group (AWS::EC2::SecurityGroup): has no egress rule, so AWS allows egress to every address',
  ]);
});

it('what is not in the change set and not known to differ stays as it is', () => {
  expect(
    marks([], ruleTemplate('10.0.0.0/8'), ruleTemplate('!ImportValue range')),
  ).toEqual([]);
});

it('a change by hand that the deploy reverts is compared with its actual values', () => {
  const stack = ruleTemplate('10.0.0.0/8');
  const drifted = (actual: string) =>
    modify('Rule', ingress, rule(actual), rule('10.0.0.0/8'), {
      ResourceDriftStatus: 'MODIFIED',
    });
  expect(marks([drifted('0.0.0.0/0')], stack, stack)).toEqual([]);
  expect(marks([drifted('10.1.0.0/16')], stack, stack)).toEqual([
    'Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from 10.0.0.0/8, outside the VPC and the corporate networks',
  ]);
});

it('logical IDs, types and properties may have the names of object members', () => {
  const stack = version(`Resources:
  constructor: { Type: constructor, Properties: { toString: { Statement: [] }, __proto__: { MapPublicIpOnLaunch: true } } }
  __proto__: { Type: AWS::EC2::Subnet, Properties: { MapPublicIpOnLaunch: true } }
`);
  const changes = ['constructor', '__proto__'].map(id => ({
    Action: 'Add' as const,
    LogicalResourceId: id,
    ResourceType: id,
  }));
  expect(marks(changes, undefined, stack)).toEqual([
    'constructor (constructor): __proto__.MapPublicIpOnLaunch is true: what starts in it gets a public address',
    '__proto__ (AWS::EC2::Subnet): MapPublicIpOnLaunch is true: what starts in it gets a public address',
  ]);
});

// A comparison of every rule with every other one does not end within the limit of a test run.
it('compares a template with thousands of rules and policies', () => {
  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  const text = `Resources:
  Group: { Type: AWS::EC2::SecurityGroup }
  Role: { Type: AWS::IAM::Role }
${many(
  3000,
  i =>
    `  Rule${i}: { Type: ${ingress}, Properties: { GroupId: !Ref Group, IpProtocol: tcp, CidrIp: 10.0.0.0/8 } }`,
)}
${many(
  2000,
  i =>
    `  Policy${i}: { Type: AWS::IAM::RolePolicy, Properties: { RoleName: role${i}, PolicyDocument: { Statement: [{ Effect: Deny, Action: '${'*a'.repeat(
      40,
    )}', Resource: '*' }, { Effect: Allow, Action: '${'a'.repeat(
      40,
    )}', Resource: '*' }] } } }`,
)}
`;
  const stack = version(text);
  expect(marks([], stack, stack)).toEqual([]);
  expect(
    marksOf(
      comparisonOf({
        stackArn,
        before: stack,
        after: stack,
        corporateCidrs: [],
      }),
    ),
  ).toEqual([]);
});
