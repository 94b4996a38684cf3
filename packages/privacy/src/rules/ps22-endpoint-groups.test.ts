import { factsWith } from '../__testUtils__/facts';
import {
  endpointGroup,
  existingFunction,
  interfaceEndpoint,
  lambda,
  vpc,
} from '../__testUtils__/ownVpc';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const calls = (more = {}) => lambda({ actions: 'sqs:SendMessage', ...more });
const endpoint = (more = {}) => interfaceEndpoint('sqs', more);
const all = (rules?: string, properties = {}) =>
  vpc() + calls(properties) + endpoint() + endpointGroup(rules);
const https = (source: string) =>
  `[{ IpProtocol: tcp, FromPort: 443, ToPort: 443, ${source} }]`;

ruleCases('PS22', {
  proven: [
    ['the group of the function', all()],
    [
      'the group of the function in another spelling',
      all(https('SourceSecurityGroupId: !Ref Clients')),
    ],
    [
      'a separate rule',
      `${all('[]')}
  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: !GetAtt Services.GroupId, IpProtocol: 6, FromPort: 0, ToPort: 65535, SourceSecurityGroupId: !Ref Clients } }`,
    ],
    [
      'all protocols',
      all("[{ IpProtocol: '-1', SourceSecurityGroupId: !Ref Clients }]"),
    ],
    ['the range of the VPC', all(https('CidrIp: !GetAtt Vpc.CidrBlock'))],
    ['a private range', all(https('CidrIp: 10.0.0.0/8'))],
    [
      'the ranges of the subnets',
      all(
        '[{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/22 }]',
      ),
    ],
    [
      'one of two groups',
      all(undefined, { groups: '[!Ref Other, !Ref Clients]' }),
    ],
    [
      'the range of a VPC from a pool',
      `${all(https('CidrIp: !GetAtt Vpc.CidrBlock')).replace(
        'CidrBlock: 10.0.0.0/16',
        'Ipv4IpamPoolId: pool',
      )}`,
    ],
    [
      'an endpoint that no function calls',
      vpc() + calls() + interfaceEndpoint('sns') + endpointGroup('[]'),
    ],
    [
      'the default group for both',
      vpc() +
        calls({ groups: '[!GetAtt Vpc.DefaultSecurityGroup]' }) +
        endpoint({ groups: '!Ref AWS::NoValue' }),
    ],
  ],
  violated: [
    ['no rule', all('[]')],
    [
      'another group',
      all(https('SourceSecurityGroupId: !GetAtt Services.GroupId')),
    ],
    [
      'another port',
      all(
        '[{ IpProtocol: tcp, FromPort: 80, ToPort: 442, SourceSecurityGroupId: !Ref Clients }]',
      ),
    ],
    [
      'another protocol',
      all(
        '[{ IpProtocol: udp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !Ref Clients }]',
      ),
    ],
    ['a range of one subnet', all(https('CidrIp: 10.0.1.0/24'))],
    ['another range', all(https('CidrIp: 192.168.0.0/16'))],
    ['a public source', all(https('CidrIp: 0.0.0.0/0'))],
    [
      'a public source beside the group',
      all(
        '[{ IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !Ref Clients }, { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 52.0.0.0/8 }]',
      ),
    ],
    [
      'the default group of the VPC',
      vpc() + calls() + endpoint({ groups: '!Ref AWS::NoValue' }),
    ],
  ],
  unproven: [
    [
      'a source without a value',
      all(https('SourceSecurityGroupId: !Ref Anything')),
    ],
    ['a range without a value', all(https('CidrIp: !Ref Anything'))],
    ['rules without a value', all('!Ref Anythings')],
    [
      'a port without a value',
      all(
        '[{ IpProtocol: tcp, FromPort: !Ref Anything, ToPort: 443, SourceSecurityGroupId: !Ref Clients }]',
      ),
    ],
    [
      'a group without a value',
      vpc() + calls() + endpoint({ groups: '[!Ref Anything]' }),
    ],
    [
      'a group of the function without a value',
      all(undefined, { groups: '!Ref Anythings' }),
    ],
    [
      'an existing group without facts',
      vpc() + calls() + endpoint({ groups: '[sg-1]' }),
    ],
  ],
});

const rule = (source: object) => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  ...source,
});

it.each([
  ['proven', [rule({ UserIdGroupPairs: [{ GroupId: 'sg-1' }] })]],
  ['proven', [rule({ IpRanges: [{ CidrIp: '10.0.0.0/16' }] })]],
  ['violated', [rule({ UserIdGroupPairs: [{ GroupId: 'sg-2' }] })]],
  [
    'violated',
    [
      {
        ...rule({ IpRanges: [{ CidrIp: '10.0.0.0/16' }] }),
        ToPort: 442,
        FromPort: 80,
      },
    ],
  ],
  ['violated', []],
  ['violated', [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]],
  ['unproven', [rule({ PrefixListIds: [{ PrefixListId: 'pl-corporate' }] })]],
])('is %s for an existing group with %j', (status, ingress) => {
  expect(
    runRule('PS22', existingFunction('sqs:SendMessage'), {
      networkFacts: factsWith(({ securityGroups }) => {
        securityGroups[0].ingress = ingress;
      }),
    }).status,
  ).toBe(status);
});
