import { templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const stage = 'Live: { Type: AWS::ApiGateway::Stage }';
const balancer =
  'Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }';
const association = (arn: string, more = '') =>
  `Association: { Type: AWS::WAFv2::WebACLAssociation${more}, Properties: { WebACLArn: x, ResourceArn: ${arn} } }`;
const ofStage =
  "!Sub 'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/x/stages/${Live}'";
const statusOf = (waf: boolean | undefined, ...resources: string[]) =>
  verifyTemplate({
    template: templateOf(resources.join('\n')),
    intent: { waf },
  }).rules.PS42;

it.each([
  ['a stage', 'proven', [stage, association(ofStage)]],
  [
    'a load balancer in front of a stage',
    'proven',
    [stage, balancer, association('!Ref Balancer')],
  ],
  ['no association', 'violated', [stage]],
  [
    'an association of a stage behind a load balancer',
    'violated',
    [stage, balancer, association(ofStage)],
  ],
  [
    'an association of another stage',
    'violated',
    [stage, association('arn:aws:apigateway:x::/restapis/x/stages/y')],
  ],
  [
    'an association that may not exist',
    'violated',
    [stage, association(ofStage, ', Condition: Open')],
  ],
  [
    'an association without a value',
    'unproven',
    [stage, association('!Ref Anything')],
  ],
])('%s is %s', (_name, status, resources) => {
  expect(statusOf(true, ...resources)).toBe(status);
});

it('does not apply where no web ACL was asked for', () => {
  expect(statusOf(false, stage)).toBe('not-applicable');
  expect(statusOf(undefined, stage)).toBe('not-applicable');
});

it('informs', () => {
  const { findings } = verifyTemplate({
    template: `Metadata: { privateServerless: { waf: true } }\n${templateOf(
      stage,
    )}`,
  });
  expect(findings.filter(({ rule }) => rule === 'PS42')).toMatchObject([
    { severity: 'L', resource: 'Live' },
  ]);
});
