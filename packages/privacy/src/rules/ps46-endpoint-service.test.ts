import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const service = (properties: string) =>
  `Service: { Type: AWS::EC2::VPCEndpointService, Properties: { ${properties} } }`;

ruleCases('PS46', {
  proven: [['acceptance', service('AcceptanceRequired: true')]],
  violated: [
    ['no acceptance', service('AcceptanceRequired: false')],
    [
      'no acceptance in a branch',
      service('AcceptanceRequired: !If [Open, true, false]'),
    ],
    [
      'a parameter',
      service('AcceptanceRequired: !Ref Anything'),
      { Anything: 'false' },
    ],
  ],
  unproven: [
    ['nothing', service('NetworkLoadBalancerArns: [a]')],
    [
      'a parameter without a value',
      service('AcceptanceRequired: !Ref Anything'),
    ],
  ],
});

it('does not apply without an endpoint service', () => {
  expect(runRule('PS46', 'Vpc: { Type: AWS::EC2::VPC }').status).toBe(
    'not-applicable',
  );
});
