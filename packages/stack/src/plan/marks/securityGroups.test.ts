import { add, drop, replace } from '../__testUtils__/edits';
import {
  type Case,
  warningsOfNewStack,
  warningsOfUpdate,
} from '../__testUtils__/planWarnings';

it.each<Case>([
  [
    'an ingress from everywhere on an existing group, in an update that only adds',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      'GroupId: !Ref Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0',
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 22 from 0.0.0.0/0, which is every address',
    ],
  ],
  [
    'tags of a security group',
    replace(
      '      GroupDescription: of the endpoint\n',
      '      GroupDescription: of the endpoint\n      Tags: [{ Key: Name, Value: endpoint }]\n',
    ),
    [],
  ],
  [
    'a rule that moves to a resource of its own, and becomes narrower',
    t =>
      add(
        'Extra',
        'AWS::EC2::SecurityGroupIngress',
        'GroupId: !GetAtt Group.GroupId, IpProtocol: 6, FromPort: 443, ToPort: 443, CidrIp: 10.1.0.0/16',
      )(replace(/ {6}SecurityGroupIngress.*\n/, '')(t)),
    [],
  ],
  [
    // https://github.com/aws/aws-cdk-cli/issues/1871
    'a rule that moves to another group',
    t =>
      replace(
        / {6}SecurityGroupIngress.*\n/,
        '',
      )(
        add(
          'Other',
          'AWS::EC2::SecurityGroup',
          "GroupDescription: g, SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }], SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.168.0.0/16 }]",
        )(t),
      ),
    [
      'NETWORK: Other (AWS::EC2::SecurityGroup): new ingress rule: TCP 22 from 192.168.0.0/16, outside the VPC and the corporate networks',
    ],
  ],
  ['the egress rules of a group', drop('SecurityGroupEgress'), []],
  [
    'a group of an existing function',
    t =>
      add(
        'Extra',
        'AWS::EC2::SecurityGroup',
        "GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }]",
      )(
        replace(
          'VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Group.GroupId]',
          'VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Group.GroupId, !GetAtt Extra.GroupId]',
        )(t),
      ),
    [
      'NETWORK: Function (AWS::Lambda::Function): joins security group Extra: its rules also apply',
    ],
  ],
])('an update of %s', (_, edit, expected) => {
  expect(warningsOfUpdate(edit)).toEqual(expected);
});

it.each<Case>([
  [
    'an ingress from another network',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      "GroupId: !Ref Group, IpProtocol: '-1', CidrIp: 172.16.0.0/12",
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from 172.16.0.0/12, outside the VPC and the corporate networks',
    ],
  ],
  [
    'an ingress from the VPC',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      "GroupId: !Ref Group, IpProtocol: '-1', CidrIp: !GetAtt Vpc.CidrBlock",
    ),
    [],
  ],
  [
    'a corporate network that is public',
    { CorporateCidr1: '203.0.113.0/24' },
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 203.0.113.0/24, which has public addresses',
    ],
  ],
  [
    'an ingress from a group and a prefix list outside the stack',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      'GroupId: !Ref Group, IpProtocol: tcp, FromPort: 1, ToPort: 2, SourceSecurityGroupId: sg-0, SourcePrefixListId: pl-0',
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 1 to 2 from security group sg-0, which is not in this stack',
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 1 to 2 from prefix list pl-0, whose addresses are unknown',
    ],
  ],
  [
    'an ingress on a group outside the stack',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      'GroupId: sg-0, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.64.0.0/24',
    ),
    [
      'NETWORK: Extra (AWS::EC2::SecurityGroupIngress): security group sg-0, which is not in this stack: new ingress rule: TCP 443 from 10.64.0.0/24',
    ],
  ],
  [
    'an ingress whose range is unknown',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      "GroupId: !Ref Group, IpProtocol: '-1', CidrIp: !ImportValue range",
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from an unknown address: the value uses Fn::ImportValue, which is resolved at deploy time',
    ],
  ],
  [
    'a group without an egress rule',
    drop('SecurityGroupEgress'),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): has no egress rule, so AWS allows egress to every address',
    ],
  ],
])('a new stack with %s', (_, edit, expected) => {
  expect(warningsOfNewStack(edit)).toEqual(expected);
});
