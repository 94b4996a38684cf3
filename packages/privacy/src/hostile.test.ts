import { TemplateError } from '@private-serverless/template';
import { verifyTemplate } from './verify';

const verify = (template: string) => () => verifyTemplate({ template });
const vpc = 'Resources:\n  Vpc: { Type: AWS::EC2::VPC }\n';

it.each([
  ['no template', 'hello', 'Line 1: A CloudFormation template is a map'],
  ['no resources', 'Resources: {}', 'has no Resources section'],
  ['broken YAML', 'Resources:\n  A: [\n', 'Line 3: The template is not valid'],
])('rejects a template that is not valid: %s', (_, template, message) => {
  expect(verify(template)).toThrow(TemplateError);
  expect(verify(template)).toThrow(message);
});

describe('a hostile template quickly results in an error or a verdict', () => {
  it.each([
    ['deep flow lists', `Resources: ${'['.repeat(50_000)}`],
    ['deep flow maps', `Resources: ${'{a: '.repeat(20_000)}`],
    ['deep JSON', `{"Resources": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
    ['deep block lists', `Resources:\n  ${'- '.repeat(3000)}x`],
    ['an alias inside its own anchor', 'Resources: &r\n  A: *r'],
  ])('%s', (_, template) => {
    expect(verify(template)).toThrow(TemplateError);
  });

  it('many keys in one map', () => {
    const keys = Array.from({ length: 60_000 }, (_, i) => `  k${i}: v`);
    const { verdict } = verify(`Metadata:\n${keys.join('\n')}\n${vpc}`)();
    expect(verdict).toBe('private');
  });

  it('cyclic conditions, references and attributes', () => {
    const { rules } = verify(`
Conditions: { A: !Condition B, B: !Not [!Condition A] }
Resources:
  Self: { Type: AWS::SSM::Parameter, Properties: { Value: !GetAtt Self.Value } }
  One: { Type: AWS::SSM::Parameter, Properties: { Value: !GetAtt Two.Value } }
  Two: { Type: AWS::SSM::Parameter, Properties: { Value: !GetAtt One.Value } }
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: A
    Properties: { CidrIp: !If [A, !GetAtt Self.Value, !GetAtt One.Value] }
`)();
    expect(rules.PS06).toBe('unproven');
  });

  it('alternatives that multiply', () => {
    const pieces = Array.from({ length: 40 }, () => '!If [Open, a, b]');
    const { rules } = verify(`
Parameters: { X: { Type: String } }
Conditions: { Open: !Equals [!Ref X, y] }
Resources:
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { CidrIp: !Join ['', [${pieces.join(', ')}]] }
`)();
    expect(rules.PS06).toBe('unproven');
  });

  it.each([
    ['conditions', 'Conditions', (i: number) => `!Condition C${i + 1}`],
    [
      'negations',
      'Conditions',
      (i: number) => `!Not [!And [!Condition C${i + 1}, !Condition C${i + 2}]]`,
    ],
  ])('a chain of thousands of %s', (_, section, link) => {
    const links = Array.from(
      { length: 5000 },
      (_each, i) => `  C${i}: ${link(i)}`,
    );
    const { rules } = verify(`${section}:
${links.join('\n')}
Resources:
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { CidrIp: !If [C0, 0.0.0.0/0, 10.0.0.0/8] }
`)();
    expect(rules.PS06).toBe('violated');
  });

  it('a chain of thousands of attributes', () => {
    const stored = Array.from(
      { length: 5000 },
      (_, i) =>
        `  S${i}: { Type: AWS::SSM::Parameter, Properties: { Value: !GetAtt S${
          i + 1
        }.Value } }`,
    );
    const { rules } = verify(`Resources:
${stored.join('\n')}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { CidrIp: !GetAtt S0.Value }
`)();
    expect(rules.PS06).toBe('unproven');
  });

  it.each([
    ['Fn::Sub', (n: number) => `!Sub "${'${AWS::Region}'.repeat(n)}"`],
    ['Fn::Join', (n: number) => `!Join ['', [${Array(n).fill('a').join()}]]`],
  ])('a string of more than 1,000 parts by %s', (_, text) => {
    const verdictOf = (pieces: number) =>
      verify(
        `${vpc}  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { CidrIp: ${text(
          pieces,
        )} } }`,
      )().findings.find(({ rule }) => rule === 'PS06');
    expect(verdictOf(1001)).toMatchObject({
      status: 'unproven',
      message: expect.stringContaining('more than 1000 parts'),
    });
    expect(verdictOf(1000)?.message).not.toContain('parts');
  });

  it('an Fn::Sub with placeholders that are never closed', () => {
    const text = '${'.repeat(200_000);
    const { rules } = verify(
      `${vpc}  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { CidrIp: !Sub "${text}" } }`,
    )();
    expect(rules.PS06).toBe('unproven');
  });

  it('names of object prototypes', () => {
    const { verdict, rules } = verify(`
Parameters: { constructor: { Type: String } }
Resources:
  __proto__: { Type: AWS::EC2::InternetGateway }
  constructor: { Type: AWS::EC2::VPC, Properties: { __proto__: { a: b } } }
  valueOf: { Type: AWS::EC2::VPC, Properties: { __proto__: a, constructor: b } }
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { CidrIp: !Ref toString }
`)();
    expect(verdict).toBe('violated');
    expect(rules).toMatchObject({ PS01: 'violated', PS06: 'unproven' });
    expect({}).not.toHaveProperty('a');
  });

  it('a pattern that needs exponential time in a regular expression', () => {
    const action = `${'*a'.repeat(60)}b`;
    const { rules } = verify(`
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Policy:
        Statement:
          - { Effect: Allow, Principal: '*', Action: '*', Resource: '*' }
          - { Effect: Deny, Principal: '*', Action: '${action}', Resource: '*' }
`)();
    expect(rules.PS11).toBe('violated');
  });
});
