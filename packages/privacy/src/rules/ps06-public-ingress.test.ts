import { Case, ruleCases } from '../__testUtils__/ruleCases';

const inline = (rules: string) => `
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: ${rules}
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref PrivateCidr } }
  PublicVpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 52.1.0.0/16 } }
  PoolVpc: { Type: AWS::EC2::VPC, Properties: { Ipv4IpamPoolId: pool-1 } }
  Inside: { Type: AWS::EC2::PrefixList, Properties: { Entries: [{ Cidr: 10.0.0.0/8 }] } }
  Outside: { Type: AWS::EC2::PrefixList, Properties: { Entries: [{ Cidr: 10.0.0.0/8 }, { Cidr: 8.8.8.0/24 }] } }
`;
const standalone = (properties: string) => `
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: ${properties}
`;
/**
 * The same source in an inline list, inline without a list, and in a separate
 * resource.
 */
const everywhere = (name: string, source: string): Case[] => [
  [`${name}, inline`, inline(`[{ IpProtocol: tcp, ${source} }]`)],
  [`${name}, inline without a list`, inline(`{ IpProtocol: tcp, ${source} }`)],
  [`${name}, standalone`, standalone(`{ IpProtocol: tcp, ${source} }`)],
];

ruleCases('PS06', {
  proven: [
    ...everywhere('a private range', 'CidrIp: 10.2.0.0/16'),
    ...everywhere('a private IPv6 range', 'CidrIpv6: fd12:3456::/32'),
    ...everywhere('shared address space', 'CidrIp: 100.64.0.0/10'),
    ...everywhere('a parameter', 'CidrIp: !Ref PrivateCidr'),
    ...everywhere(
      'an entry of a mapping, whose default is not used',
      'CidrIp: !FindInMap [ByStage, !Ref Stage, Cidr, { DefaultValue: 0.0.0.0/0 }]',
    ),
    ...everywhere('an item of a list', 'CidrIp: !Select [1, !Ref Cidrs]'),
    ...everywhere(
      'a mapping',
      'CidrIp: !FindInMap [ByStage, !Ref Stage, Cidr]',
    ),
    ...everywhere(
      'a condition that is known',
      'CidrIp: !If [NotProd, 10.0.0.0/8, 0.0.0.0/0]',
    ),
    ...everywhere('a joined string', "CidrIp: !Join ['', [10.0.0.0, '/', 8]]"),
    ...everywhere('another group', 'SourceSecurityGroupId: !Ref Anything'),
    ['a range from a pool', inline('[{ CidrIp: !GetAtt PoolVpc.CidrBlock }]')],
    [
      'a range from a pool inside a string',
      inline("[{ CidrIp: !Sub '${PoolVpc.CidrBlock}' }]"),
    ],
    [
      'the IPv6 range of its VPC',
      inline('[{ CidrIpv6: !Select [0, !GetAtt PoolVpc.Ipv6CidrBlocks] }]'),
    ],
    ['one of the allowed values', inline('[{ CidrIp: !Ref TwoPrivate }]')],
    ['the range of its VPC', inline('[{ CidrIp: !GetAtt Vpc.CidrBlock }]')],
    [
      'a block of its VPC',
      inline('[{ CidrIp: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]] }]'),
    ],
    [
      'a prefix list of private ranges',
      inline('[{ SourcePrefixListId: !Ref Inside }]'),
    ],
    ['no rule at all', 'Group: { Type: AWS::EC2::SecurityGroup }'],
    [
      'a rule that the parameters exclude',
      inline('[!If [Prod, { CidrIp: 0.0.0.0/0 }, !Ref AWS::NoValue]]'),
    ],
  ],
  violated: [
    ...everywhere('all of IPv4', 'CidrIp: 0.0.0.0/0'),
    ...everywhere('all of IPv6', 'CidrIpv6: ::/0'),
    ...everywhere('all of IPv6, spelt out', "CidrIpv6: '0:0:0:0:0:0:0:0/0'"),
    ...everywhere('a public range', 'CidrIp: 52.94.0.0/16'),
    ...everywhere('one public address', 'CidrIp: 8.8.8.8/32'),
    ...everywhere('a public IPv6 range', 'CidrIpv6: 2600:1f00::/24'),
    ...everywhere('half of IPv4', 'CidrIp: 0.0.0.0/1'),
    ...everywhere(
      'a range that is wider than the private one in it',
      'CidrIp: 10.0.0.0/7',
    ),
    ...everywhere('spaces around it', "CidrIp: ' 0.0.0.0/0 '"),
    ...everywhere('IPv6 in the property for IPv4', "CidrIp: '::/0'"),
    ...everywhere('a default of a parameter', 'CidrIp: !Ref PublicCidr'),
    ...everywhere(
      'the default of a mapping for a stage that may not be in it',
      'CidrIp: !FindInMap [ByStage, !Ref Anything, Cidr, { DefaultValue: 0.0.0.0/0 }]',
    ),
    ...everywhere(
      'the default of a mapping without the key',
      'CidrIp: !FindInMap [ByStage, !Ref Stage, Other, { DefaultValue: !Ref PublicCidr }]',
    ),
    ...everywhere(
      'one branch of a condition',
      'CidrIp: !If [Open, 10.0.0.0/8, 0.0.0.0/0]',
    ),
    ...everywhere(
      'the other branch',
      'CidrIp: !If [Open, 0.0.0.0/0, 10.0.0.0/8]',
    ),
    ...everywhere('a joined string', "CidrIp: !Sub ['${A}/0', { A: 0.0.0.0 }]"),
    ...everywhere(
      'a mapping that some region decides',
      'CidrIp: !FindInMap [ByRegion, !Ref AWS::Region, Cidr]',
    ),
    ...everywhere(
      'a group and a public range',
      'SourceSecurityGroupId: sg-1, CidrIp: 0.0.0.0/0',
    ),
    [
      'a value of a parameter',
      standalone('{ CidrIp: !Ref PrivateCidr }'),
      { PrivateCidr: '0.0.0.0/0' },
    ],
    [
      'a value that decides a mapping',
      standalone('{ CidrIp: !FindInMap [ByStage, !Ref Stage, Cidr] }'),
      { Stage: 'prod' },
    ],
    [
      'the second rule of a list',
      inline('[{ CidrIp: 10.0.0.0/8 }, { CidrIp: 0.0.0.0/0 }]'),
    ],
    [
      'a rule in a branch',
      inline('[!If [Open, { CidrIp: 0.0.0.0/0 }, !Ref AWS::NoValue]]'),
    ],
    ['a list in a branch', inline('!If [Open, [{ CidrIp: 0.0.0.0/0 }], []]')],
    [
      'a public range of its VPC',
      inline('[{ CidrIp: !GetAtt PublicVpc.CidrBlock }]'),
    ],
    [
      'a block of a public range',
      inline('[{ CidrIp: !Select [1, !Cidr [52.1.0.0/16, 4, 8]] }]'),
    ],
    [
      'a prefix list with a public entry',
      inline('[{ SourcePrefixListId: !Ref Outside }]'),
    ],
    [
      'the JSON form',
      '{"Rule": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"CidrIp": {"Ref": "PublicCidr"}}}}'.slice(
        1,
        -1,
      ),
    ],
  ],
  unproven: [
    ...everywhere('a parameter without a value', 'CidrIp: !Ref Anything'),
    ...everywhere('a parameter from SSM', 'CidrIp: !Ref FromSsm'),
    ...everywhere('a dynamic reference', "CidrIp: '{{resolve:ssm:cidr}}'"),
    ...everywhere('an import', 'CidrIp: !ImportValue cidr'),
    ...everywhere('a macro', 'CidrIp: !Transform { Name: Acme }'),
    ...everywhere('a name that is not there', 'CidrIp: !Ref Missing'),
    ...everywhere(
      'a prefix list from another template',
      'SourcePrefixListId: pl-12345678',
    ),
    ...everywhere('no source', 'FromPort: 443'),
    ...everywhere('something that is no CIDR', 'CidrIp: everywhere'),
    ...everywhere('an octet with a leading zero', 'CidrIp: 012.0.0.0/8'),
    ...everywhere('a length with a leading zero', 'CidrIp: 10.0.0.0/08'),
    ...everywhere('a range of two octets', 'CidrIp: 10.1/16'),
    ['a list from another template', inline('!Ref Anythings')],
    [
      'a macro next to the rules',
      inline('[{ Fn::Transform: { Name: Acme }, CidrIp: 10.0.0.0/8 }]'),
    ],
    ['a loop that makes rules', inline("[{ 'Fn::ForEach::R': [A, [b], {}] }]")],
  ],
});
