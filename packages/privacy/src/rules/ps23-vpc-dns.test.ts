import { factsWith } from '../__testUtils__/facts';
import {
  existingFunction,
  interfaceEndpoint,
  vpc,
} from '../__testUtils__/ownVpc';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const endpoint = (dns: string) =>
  vpc({ dns }) + interfaceEndpoint('sqs', { groups: '[]' });

ruleCases('PS23', {
  proven: [
    [
      'both are on',
      endpoint('EnableDnsSupport: true, EnableDnsHostnames: true'),
    ],
    ['support by default', endpoint("EnableDnsHostnames: 'true'")],
  ],
  violated: [
    ['hostnames by default', endpoint('EnableDnsSupport: true')],
    ['hostnames are off', endpoint('EnableDnsHostnames: false')],
    [
      'support is off',
      endpoint('EnableDnsSupport: false, EnableDnsHostnames: true'),
    ],
  ],
  unproven: [
    [
      'hostnames without a value',
      endpoint('EnableDnsHostnames: !Ref Anything'),
    ],
    [
      'hostnames in a branch only',
      endpoint('EnableDnsHostnames: !If [Open, true, false]'),
    ],
    [
      'private DNS without a value',
      vpc({ dns: '' }) +
        interfaceEndpoint('sqs', { dns: '!Ref Anything', groups: '[]' }),
    ],
    [
      'an existing VPC without facts',
      interfaceEndpoint('sqs', { vpcId: 'vpc-1', groups: '[]' }),
    ],
    [
      'a VPC without a value',
      interfaceEndpoint('sqs', { vpcId: '!Ref Anything', groups: '[]' }),
    ],
  ],
});

const inVpc = interfaceEndpoint('sns', { vpcId: 'vpc-1', groups: '[]' });
const dns = (dnsSupport?: boolean, dnsHostnames?: boolean) =>
  factsWith(facts => {
    Object.assign(facts.vpc, { dnsSupport, dnsHostnames });
    facts.endpoints[2].privateDns = true;
  });

it.each([
  ['proven', inVpc, dns(true, true)],
  ['violated', inVpc, dns(true, false)],
  ['violated', inVpc, dns(false, true)],
  ['unproven', inVpc, dns()],
  ['violated', existingFunction('sqs:SendMessage'), dns(true, false)],
  ['not-applicable', existingFunction('logs:PutLogEvents'), dns(true, false)],
])('is %s with network facts', (status, resources, networkFacts) => {
  expect(runRule('PS23', resources, { networkFacts }).status).toBe(status);
});

it('does not apply to endpoints without private DNS', () => {
  for (const value of ['false', '!Ref AWS::NoValue']) {
    expect(
      runRule(
        'PS23',
        vpc({ dns: '' }) +
          interfaceEndpoint('sqs', { dns: value, groups: '[]' }),
      ).status,
    ).toBe('not-applicable');
  }
});
