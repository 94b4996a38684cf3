import { factsWith } from '../__testUtils__/facts';
import { interfaceEndpoint, vpc } from '../__testUtils__/ownVpc';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const one = (service: string, more = {}) =>
  interfaceEndpoint(service, { groups: '[]', ...more });
const other = (service: string, more = {}) =>
  one(service, { id: 'Other', ...more });

ruleCases('PS24', {
  proven: [
    ['one endpoint', vpc() + one('sqs')],
    ['two services', vpc() + one('sqs') + other('sns')],
    [
      'two VPCs',
      `${vpc()}${one('sqs')}${other('sqs', { vpcId: '!Ref Second' })}
  Second: { Type: AWS::EC2::VPC }`,
    ],
    [
      'one of two with private DNS',
      vpc() + one('sqs') + other('sqs', { dns: 'false' }),
    ],
  ],
  violated: [
    ['two endpoints', vpc() + one('sqs') + other('sqs')],
    [
      'two spellings of the VPC',
      vpc() + one('sqs') + other('sqs', { vpcId: '!GetAtt Vpc.VpcId' }),
    ],
    [
      'two endpoints with the same condition',
      vpc() +
        one('sqs', { more: 'Condition: Open,' }) +
        other('sqs', { more: 'Condition: Open,' }),
    ],
  ],
  unproven: [
    [
      'one under a condition',
      vpc() + one('sqs', { more: 'Condition: Open,' }) + other('sqs'),
    ],
    [
      'private DNS without a value',
      vpc() + one('sqs') + other('sqs', { dns: '!Ref Anything' }),
    ],
    ['an unknown service', vpc() + one('sqs') + other('${Anything}')],
    ['an existing VPC without facts', one('sqs', { vpcId: 'vpc-1' })],
    ['a VPC without a value', one('sqs', { vpcId: '!Ref AnyVpc' })],
  ],
});

it.each([
  ['proven', 'sns', true],
  ['violated', 'sqs', true],
  ['proven', 'sqs', false],
])('is %s for a new endpoint of %s', (status, service, privateDns) => {
  const networkFacts = factsWith(({ endpoints }) => {
    endpoints[2].privateDns = privateDns;
  });
  expect(
    runRule('PS24', one(service, { vpcId: 'vpc-1' }), { networkFacts }).status,
  ).toBe(status);
});

it('does not apply to gateway endpoints and endpoints without private DNS', () => {
  expect(runRule('PS24', vpc() + one('sqs', { dns: 'false' })).status).toBe(
    'not-applicable',
  );
});
