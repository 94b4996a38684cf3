import { parseTemplate } from '../../template/parse';
import { comparisonOf } from '../comparisonOf';
import { marksOf } from './marks';

const balancer = (more = '') =>
  `  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: internal, Subnets: [subnet-1, subnet-2]${more} } }\n`;
const version = (resources: string) => ({
  template: parseTemplate(`Resources:\n${resources}`, 'template.yaml'),
  parameters: {},
});
const costs = (after: string, before?: string) =>
  marksOf(
    comparisonOf({
      stackArn: 'arn:aws:cloudformation:eu-central-1:111111111111:stack/o/1',
      before: before === undefined ? undefined : version(before),
      after: version(after),
      corporateCidrs: [],
    }),
  )
    .filter(({ kind }) => kind === 'cost')
    .map(({ text }) => text);
const other =
  '  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/20 } }\n';
const mark = expect.stringMatching(/^Balancer.*: AWS charges for each hour/);

it('marks a new load balancer, in a new stack and in an update', () => {
  expect(costs(balancer())).toEqual([mark]);
  expect(costs(other + balancer(), other)).toEqual([mark]);
});

it('does not mark one that exists, or other resources', () => {
  expect(costs(balancer(', IpAddressType: ipv4'), balancer())).toEqual([]);
  expect(costs(other)).toEqual([]);
});
