import { factsWith } from '../__testUtils__/facts';
import {
  existingFunction,
  interfaceEndpoint,
  lambda,
  vpc,
} from '../__testUtils__/ownVpc';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const one = (more = {}) => interfaceEndpoint('sqs', { groups: '[]', ...more });
const zones = (...names: string[]) =>
  names
    .map(
      (name, index) =>
        `  S${index}: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc${
          name && `, AvailabilityZone: ${name}`
        } } }\n`,
    )
    .join('');
const inZones = (...names: string[]) =>
  vpc({ more: zones(...names) }) + one({ subnets: '[!Ref S0, !Ref S1]' });
const calls = (subnets = '[!Ref A, !Ref B]') =>
  lambda({ actions: 'sqs:SendMessage', subnets });

ruleCases('PS25', {
  proven: [
    ['two zones of the region', vpc() + one()],
    ['two names', inZones('eu-central-1a', 'eu-central-1b')],
    ['the subnets of the function', vpc() + one() + calls()],
    [
      'the zone of the function in another subnet',
      vpc({ more: zones("!Select [0, !GetAZs '']") }) +
        one() +
        calls('[!Ref S0, !Ref B]'),
    ],
    [
      'a function that calls another service',
      vpc({ more: zones("!Select [2, !GetAZs '']") }) +
        one() +
        lambda({ subnets: '[!Ref S0]' }),
    ],
  ],
  violated: [
    ['one subnet', vpc() + one({ subnets: '[!Ref A]' })],
    [
      'one subnet twice',
      vpc() + one({ subnets: '[!Ref A, !GetAtt A.SubnetId]' }),
    ],
    [
      'one parameter twice',
      vpc() + one({ subnets: '[!Ref AnySubnet, !Ref AnySubnet]' }),
    ],
    ['no subnet', vpc() + one({ subnets: '[]' })],
    ['one zone', inZones('eu-central-1a', 'eu-central-1a')],
    [
      'one zone of the region',
      inZones(
        "!Select [0, !GetAZs '']",
        "!Select ['0', !GetAZs { Ref: AWS::Region }]",
      ),
    ],
    [
      'the zone of a parameter twice',
      inZones('!Ref Anything', '!Ref Anything'),
    ],
    [
      'not the zone of the function',
      vpc({ more: zones("!Select [2, !GetAZs '']") }) +
        one() +
        calls('[!Ref A, !Ref S0]'),
    ],
  ],
  unproven: [
    ['zones that AWS chooses', inZones('', '')],
    ['a zone of a parameter', inZones('!Ref Anything', 'eu-central-1a')],
    [
      'a zone of the region and a name',
      inZones("!Select [0, !GetAZs '']", 'eu-central-1a'),
    ],
    ['subnets without a value', vpc() + one({ subnets: '!Ref Anythings' })],
    [
      'a subnet under a condition',
      vpc() +
        one({ subnets: '[!Ref A, !If [Open, !Ref B, !Ref AWS::NoValue]]' }),
    ],
    [
      'a function whose zone cannot be compared',
      vpc({ more: zones('eu-central-1c') }) +
        one() +
        calls('[!Ref A, !Ref S0]'),
    ],
    [
      'an existing network without facts',
      one({ vpcId: 'vpc-1', subnets: '[subnet-1, subnet-2]' }),
    ],
  ],
});

it.each([
  ['proven', '[subnet-1, subnet-2]', 'logs:PutLogEvents'],
  ['violated', '[subnet-1, subnet-3]', 'logs:PutLogEvents'],
  ['unproven', '[subnet-1, subnet-9]', 'logs:PutLogEvents'],
  ['proven', '[subnet-1, subnet-2]', 'sns:Publish'],
])('is %s in existing subnets %s', (status, subnets, actions) => {
  expect(
    runRule(
      'PS25',
      interfaceEndpoint('sns', { vpcId: 'vpc-1', subnets, groups: '[]' }) +
        existingFunction(actions),
      { networkFacts: factsWith() },
    ).status,
  ).toBe(status);
});

it('examines an existing endpoint that a function uses', () => {
  const statusOf = (actions: string) =>
    runRule('PS25', existingFunction(actions), {
      networkFacts: factsWith(({ endpoints }) => {
        endpoints[2].subnetIds = ['subnet-1', 'subnet-3'];
      }),
    }).status;
  expect(statusOf('sqs:SendMessage')).toBe('violated');
  expect(statusOf('logs:PutLogEvents')).toBe('not-applicable');
});
