import { runRule } from '../__testUtils__/runRule';
import { Case, ruleCases } from '../__testUtils__/ruleCases';

const inline = (rules: string) =>
  `Group: { Type: AWS::EC2::SecurityGroup, Properties: { SecurityGroupEgress: ${rules} } }`;
const both = (name: string, target: string): Case[] => [
  [`${name}, inline`, inline(`[{ IpProtocol: '-1', ${target} }]`)],
  [
    `${name}, standalone`,
    `Rule: { Type: AWS::EC2::SecurityGroupEgress, Properties: { IpProtocol: '-1', ${target} } }`,
  ],
];

ruleCases('PS07', {
  proven: [
    [
      'the rule of the AWS CDK for no egress',
      inline(
        '[{ CidrIp: 255.255.255.255/32, IpProtocol: icmp, FromPort: 252, ToPort: 86 }]',
      ),
    ],
    [
      'only a separate rule',
      `
Group: { Type: AWS::EC2::SecurityGroup }
Rule:
  Type: AWS::EC2::SecurityGroupEgress
  Properties: { GroupId: !GetAtt Group.GroupId, CidrIp: 10.0.0.0/8 }`,
    ],
    ...both(
      'a prefix list without a value',
      'DestinationPrefixListId: !Ref Anything',
    ),
    [
      'the range of a VPC from a pool',
      `${inline('[{ CidrIp: !GetAtt Vpc.CidrBlock }]')}
Vpc: { Type: AWS::EC2::VPC, Properties: { Ipv4IpamPoolId: pool-1 } }`,
    ],
    ...both('nowhere', 'CidrIp: 127.0.0.1/32'),
    ...both('a private range', 'CidrIp: !Ref PrivateCidr'),
    ...both('a group', 'DestinationSecurityGroupId: sg-1'),
    ...both('a prefix list', 'DestinationPrefixListId: !Ref Stage'),
  ],
  violated: [
    [
      'only a separate rule of another group',
      `
Group: { Type: AWS::EC2::SecurityGroup }
Rule:
  Type: AWS::EC2::SecurityGroupEgress
  Properties: { GroupId: sg-1, CidrIp: 10.0.0.0/8 }`,
    ],
    [
      'only a separate rule that may not exist',
      `
Group: { Type: AWS::EC2::SecurityGroup }
Rule:
  Type: AWS::EC2::SecurityGroupEgress
  Condition: Open
  Properties: { GroupId: !Ref Group, CidrIp: 10.0.0.0/8 }`,
    ],
    ['no rules', 'Group: { Type: AWS::EC2::SecurityGroup }'],
    ['an empty list', inline('[]')],
    [
      'rules in a branch only',
      inline('!If [Open, [{ CidrIp: 127.0.0.1/32 }], !Ref AWS::NoValue]'),
    ],
    [
      'a rule in a branch only',
      inline('[!If [Open, { CidrIp: 127.0.0.1/32 }, !Ref AWS::NoValue]]'),
    ],
    ...both('everywhere', 'CidrIp: 0.0.0.0/0'),
    ...both('everywhere by IPv6', "CidrIpv6: '::/0'"),
    ...both('a public range', 'CidrIp: 52.0.0.0/8'),
    ...both('a parameter', 'CidrIp: !Ref PublicCidr'),
    ...both('a branch', 'CidrIp: !If [Open, 10.0.0.0/8, 0.0.0.0/0]'),
    ...both(
      'a group and everywhere',
      'DestinationSecurityGroupId: sg-1, CidrIp: 0.0.0.0/0',
    ),
  ],
  unproven: [
    ...both('a parameter without a value', 'CidrIp: !Ref Anything'),
    ...both(
      'a prefix list of a macro',
      'DestinationPrefixListId: { Fn::Transform: { Name: Acme } }',
    ),
    ...both('no target', 'FromPort: 443'),
    ['rules of a macro', inline('{ Fn::Transform: { Name: Acme } }')],
  ],
});

it('warns and does not block', () => {
  expect(runRule('PS07', inline('[]')).findings).toMatchObject([
    { severity: 'M', blocking: false },
  ]);
});
