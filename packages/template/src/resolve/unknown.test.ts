import { entry } from '../node';
import { readTemplateText } from '../read';
import { resourcesOf } from '../sections';
import { resolverOf } from './Resolver';
import type { Value } from './value';

/** The alternatives of one value in a template without values of parameters. */
function valuesOf(value: string): Value[] {
  const { root } = readTemplateText(`
Parameters:
  Text: { Type: String }
  Secret: { Type: String, NoEcho: true }
  Texts: { Type: CommaDelimitedList }
  Vpc: { Type: 'AWS::EC2::VPC::Id' }
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' }
  FromSsm: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::VPC::Id>', Default: /vpc, AllowedPattern: '/[a-z]+' }
  ListFromSsm: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /list }
  Choice: { Type: String, AllowedValues: [a, 1, true] }
  Chosen: { Type: String, AllowedValues: [a, b], Default: b }
  Choices: { Type: CommaDelimitedList, AllowedValues: [a, b] }
  Dynamic: { Type: String, AllowedValues: [a, '{{resolve:ssm:/x}}'] }
  Id: { Type: String, AllowedPattern: 'vpce-[0-9a-f]+' }
Resources:
  Pool: { Type: AWS::EC2::VPC, Properties: { Ipv4IpamPoolId: pool } }
  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Text } }
  Known: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Example: { Type: Acme, Properties: { Value: ${value} } }
`);
  const resources = resourcesOf(root);
  const node = entry(entry(resources.get('Example'), 'Properties'), 'Value')!;
  return resolverOf({ root, resources }).values(node);
}

const stringOf = (value: string) =>
  valuesOf(value).map(one => (one.kind === 'unknown' ? one.string : one.kind));
const textsOf = (value: string) =>
  valuesOf(value).map(one => (one.kind === 'scalar' ? one.text : one.kind));

it('describes one string whose content is not known', () => {
  expect(stringOf('!Ref Text')).toEqual([{ source: 'parameter Text' }]);
  expect(stringOf('!Ref Vpc')).toEqual([
    { source: 'parameter Vpc', type: 'AWS::EC2::VPC::Id' },
  ]);
  expect(stringOf('!Ref FromSsm')).toEqual([
    { source: 'parameter FromSsm', type: 'AWS::EC2::VPC::Id' },
  ]);
  expect(stringOf('!Ref Id')).toEqual([
    {
      source: 'parameter Id',
      pattern: { prefix: 'vpce-', mayHaveWildcards: false },
    },
  ]);
  expect(stringOf("'{{resolve:ssm:/x}}'")).toEqual([
    { source: '{{resolve:ssm:/x}}' },
  ]);
  expect(stringOf('!ImportValue vpc')).toEqual([
    { source: 'Fn::ImportValue "vpc"' },
  ]);
  expect(stringOf("!ImportValue { 'Fn::Sub': '${Text}-vpc' }")).toEqual([{}]);
  expect(
    stringOf('{ Fn::GetStackOutput: { StackName: a, OutputName: b } }'),
  ).toEqual([
    { source: 'Fn::GetStackOutput {"StackName":"a","OutputName":"b"}' },
  ]);
  expect(stringOf("!Sub 'a-${Text}'")).toEqual([{}]);
});

it('does not describe what may be several strings, or nothing', () => {
  for (const value of [
    '!Ref Texts',
    '!Ref Subnets',
    '!Ref ListFromSsm',
    '!Ref Missing',
    "!Split [',', !ImportValue subnets]",
    "!Join [',', !Ref Texts]",
    "!Sub ['${A}', { A: !Ref Texts }]",
    '{ Fn::Transform: { Name: Acme } }',
  ]) {
    expect([value, stringOf(value)]).toEqual([value, [undefined]]);
  }
});

it('has every allowed value of a parameter without a value as an alternative', () => {
  expect(textsOf('!Ref Choice')).toEqual(['a', '1', 'true']);
  expect(textsOf("!Sub '${Choice}-x'")).toEqual(['a-x', '1-x', 'true-x']);
  expect(textsOf('!Ref Chosen')).toEqual(['b']);
  expect(textsOf('!Ref Choices')).toEqual(['unknown']);
  expect(textsOf('!Ref Dynamic')).toEqual(['unknown']);
});

it('refers to the range of a network that is not known', () => {
  const range = (id: string) => ({
    kind: 'reference',
    id,
    attribute: 'CidrBlock',
  });
  expect(valuesOf('!GetAtt Pool.CidrBlock')).toMatchObject([range('Pool')]);
  expect(valuesOf('!GetAtt Network.CidrBlock')).toMatchObject([
    range('Network'),
  ]);
  expect(valuesOf('!Select [0, !GetAtt Pool.Ipv6CidrBlocks]')).toMatchObject([
    { kind: 'reference', id: 'Pool', attribute: 'Ipv6CidrBlocks' },
  ]);
  expect(textsOf('!Select [0, !GetAtt Pool.CidrBlockAssociations]')).toEqual([
    'unknown',
  ]);
  expect(textsOf('!GetAtt Known.CidrBlock')).toEqual(['10.0.0.0/16']);
});

it('distinguishes the Availability Zones of the region', () => {
  const zone = (index: number) => [`\${AvailabilityZone.${index}}`];
  expect(textsOf("!Select [0, !GetAZs '']")).toEqual(zone(0));
  expect(textsOf("!Select ['1', !GetAZs { Ref: AWS::Region }]")).toEqual(
    zone(1),
  );
  expect(textsOf('!Select [0, !GetAZs us-east-1]')).toEqual(['unknown']);
  expect(textsOf("!GetAZs ''")).toEqual(['unknown']);
});
