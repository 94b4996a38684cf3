import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

/** Services whose endpoint has a global unicast IPv6 address in a VPC. */

const entityRef = 'component:default/orders';
let aws: TestAws;
let stackArn: string;

beforeAll(async () => {
  aws = await TestAws.start();
  stackArn = await aws.deploy({
    template: 'dualStack',
    stackName: 'orders-local',
    entityRef,
  });
});
beforeEach(() => {
  aws.sandbox.control.setDeniedOperations({});
  aws.sandbox.control.resetRequestCounts();
  aws.tunnel.reset();
});
afterAll(() => aws?.close());

/** Checks the component in a new backend, which has no read of the VPCs yet. */
async function check(arn = stackArn) {
  const backend = await startBackend({
    config: configFor(aws),
    entities: [component('orders', arn)],
  });
  try {
    const first = await backend.check('orders');
    const second = await backend.check('orders');
    expect(problemsOf('Health', second)).toEqual([]);
    return { first, second };
  } finally {
    await backend.stop();
  }
}

it('are up and private: the addresses are in the VPC that the stack created', async () => {
  const { first, second } = await check();
  for (const view of [first, second]) {
    expect(view).toMatchObject({ state: 'up', private: true });
  }
  const results = [first, second].map(
    ({ targets }) => targets[0].vantages[0].result,
  );
  const [ipv4, ipv6] = results[0]?.addresses ?? [];
  expect(ipv4).toMatch(/^10\.64\.0\./);
  expect(ipv6).toMatch(/^2a05:d014:/);
  // Each probe starts with another address.
  expect(results.map(result => result?.connectedTo).sort()).toEqual([
    `${ipv4}:443`,
    `[${ipv6}]:443`,
  ]);
  expect(aws.sandbox.control.requestCounts().DescribeVpcs).toBe(1);
});

it('are unknown if the ranges may not be read, and not probed', async () => {
  aws.sandbox.control.setDeniedOperations({ '*': ['DescribeVpcs'] });
  const { second } = await check();
  expect(second).toMatchObject({
    state: 'unknown',
    reason: {
      code: 'vpc.unknown',
      headline: expect.stringContaining('ec2:DescribeVpcs is denied'),
      advice: expect.stringContaining('allow ec2:DescribeVpcs'),
    },
  });
  expect(second.private).toBeUndefined();
  expect(second.targets[0].vantages[0].failure?.code).toBe(
    'policy.vpc_unknown',
  );
  expect(aws.tunnel.sent).toBe('');
});

it('are neither private nor probed if the addresses are outside of the VPC that the output names', async () => {
  const arn = await aws.deploy({
    template: 'dualStack',
    stackName: 'orders-other',
    entityRef,
    parameters: { VpcId: 'other' },
  });
  const { second } = await check(arn);
  const [vantage] = second.targets[0].vantages;
  expect(vantage).toMatchObject({
    state: 'suspect',
    failure: { code: 'dns.misrouted' },
    result: { private: false },
  });
  expect(second.private).toBeUndefined();
  expect(aws.tunnel.sent).toBe('');
});

it('are unknown if the output names a VPC that is not of the stack', async () => {
  const arn = await aws.deploy({
    template: 'dualStack',
    stackName: 'orders-claims',
    entityRef,
    parameters: { VpcId: 'vpc-0a1b2c3d4e5f60718' },
  });
  const { second } = await check(arn);
  expect(second).toMatchObject({
    state: 'unknown',
    reason: {
      code: 'vpc.unknown',
      headline: expect.stringContaining(
        'does not contain the VPC vpc-0a1b2c3d4e5f60718 of its output VpcId',
      ),
    },
  });
  expect(aws.tunnel.sent).toBe('');
  expect(aws.sandbox.control.requestCounts().DescribeVpcs).toBeUndefined();
});
