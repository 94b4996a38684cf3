import { verifyTemplate } from '../verify';
import { TemplateError } from './error';
import { parseTemplate } from './parse';
import { entry } from './node';

const verify = (template: string) => () => verifyTemplate({ template });
const vpc = 'Resources:\n  Vpc: { Type: AWS::EC2::VPC }\n';

describe('an unreadable template', () => {
  it.each([
    ['nothing', '', /empty/],
    ['only a comment', '# none', /empty/],
    ['a list', '- a', /is a map with a key Resources/],
    ['a text', 'hello', /is a map with a key Resources/],
    ['no Resources', 'Parameters: {}', /no Resources/],
    ['empty Resources', 'Resources: {}', /no Resources/],
    [
      'a resource without Type',
      'Resources:\n  A:\n    Properties: {}',
      /Line 2: Resources.A has no Type/,
    ],
    [
      'a resource that is a text',
      'Resources:\n  A: b',
      /Line 2: Resources.A has no Type/,
    ],
    [
      'a Type that is a function',
      'Resources:\n  A: { Type: !Ref B }',
      /Line 2: Resources.A has no Type/,
    ],
    ['broken YAML', 'Resources:\n  A: [\n', /^Line \d: .*Correct the YAML/],
    ['broken JSON', '{"Resources": {"A": }', /^Line 1: /],
    [
      'a key twice',
      `${vpc}Resources: {}\n`,
      /Line 3: The template has "Resources" twice/,
    ],
    ['a map as a key', '? {a: b}\n: c', /A key must be a plain string/],
    [
      'a hash merge',
      'x: &x {Type: A}\nResources:\n  A:\n    <<: *x',
      /Line 4: .*hash merges/,
    ],
    ['an alias without an anchor', 'Resources:\n  A: *missing', /no anchor/],
    ['an alias before its anchor', 'A: *x\nB: &x 1', /no anchor/],
    ['two documents', `${vpc}---\n${vpc}`, /Line \d: /],
    [
      'more than CloudFormation takes',
      `${vpc}# ${'x'.repeat(1024 * 1024)}`,
      /larger than 1 MB/,
    ],
  ])('%s', (_, template, message) => {
    expect(verify(template)).toThrow(TemplateError);
    expect(verify(template)).toThrow(message);
  });
});

describe('a hostile template ends in an error or a verdict, and soon', () => {
  it.each([
    ['deep flow lists', `Resources: ${'['.repeat(50_000)}`],
    ['deep flow maps', `Resources: ${'{a: '.repeat(20_000)}`],
    ['deep JSON', `{"Resources": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
    ['deep block lists', `Resources:\n  ${'- '.repeat(3000)}x`],
    ['an alias inside its own anchor', 'Resources: &r\n  A: *r'],
    [
      'aliases that multiply',
      `${Array.from({ length: 25 }, (_, i) =>
        i === 0 ? 'a0: &a0 [x, x]' : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`,
      ).join('\n')}\n${vpc}`,
    ],
  ])('%s', (_, template) => {
    expect(verify(template)).toThrow(TemplateError);
  });

  it('many aliases', () => {
    const aliases = Array.from({ length: 50_000 }, () => '  - *x').join('\n');
    expect(verify(`X:\n  - &x 1\n${aliases}\n${vpc}`)().verdict).toBe(
      'private',
    );
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
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !GetAtt Vpc.CidrBlock } }
  One: { Type: AWS::EC2::Subnet, Properties: { CidrBlock: !GetAtt Two.CidrBlock } }
  Two: { Type: AWS::EC2::Subnet, Properties: { CidrBlock: !GetAtt One.CidrBlock } }
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: A
    Properties: { CidrIp: !If [A, !GetAtt Vpc.CidrBlock, !GetAtt One.CidrBlock] }
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

  it('names of object prototypes', () => {
    const { verdict, rules } = verify(`
Parameters: { constructor: { Type: String } }
Resources:
  __proto__: { Type: AWS::EC2::InternetGateway }
  constructor: { Type: AWS::EC2::VPC, Properties: { __proto__: { a: b } } }
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { CidrIp: !Ref toString }
`)();
    expect(verdict).toBe('violated');
    expect(rules).toMatchObject({ PS01: 'violated', PS06: 'unproven' });
    expect({}).not.toHaveProperty('a');
  });

  it('a pattern that would keep a regular expression busy', () => {
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

describe('scalars', () => {
  it.each([
    ['2012-10-17', '2012-10-17'],
    ['010', '010'],
    ['0x1F', '0x1F'],
    ['1:30', '1:30'],
    ['443', 443],
    ['yes', true],
    ["'yes'", 'yes'],
    ['~', null],
  ])('%s', (text, value) => {
    expect(entry(parseTemplate(`A: ${text}`), 'A')).toMatchObject({ value });
  });

  it('keeps the line and the path of every place', () => {
    const root = parseTemplate('A:\n  B:\n    - x\n    - !Ref C\n');
    const list = entry(entry(root, 'A'), 'B');
    expect(list).toMatchObject({
      line: 2,
      items: [
        { line: 3, path: 'A.B[0]' },
        { line: 4, path: 'A.B[1]', kind: 'map' },
      ],
    });
  });

  it('reads short and long forms alike', () => {
    const short = parseTemplate('A: !GetAtt B.C.D');
    const long = parseTemplate('{"A": {"Fn::GetAtt": ["B", "C.D"]}}');
    const parts = (root: typeof short) => {
      const list = entry(entry(root, 'A'), 'Fn::GetAtt');
      return (
        list?.kind === 'list' &&
        list.items.map(i => i.kind === 'scalar' && i.value)
      );
    };
    expect(parts(short)).toEqual(['B', 'C.D']);
    expect(parts(long)).toEqual(['B', 'C.D']);
  });
});
