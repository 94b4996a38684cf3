import type {
  HealthView,
  StackList,
  TargetList,
  TargetSummary,
} from '@private-serverless/backstage-plugin-private-api-common';
import { describeStack, listResources } from '@private-serverless/stack';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

/** A service behind a load balancer, with AWS's side of its entry. */

const host = 'orders.dev.acme.internal';
const entityRef = 'component:default/orders';
const third = '10.64.0.68';
let aws: TestAws;
let stackArn: string;
let backend: Awaited<ReturnType<typeof startBackend>>;
let outputs: Record<string, string>;

const day = 24 * 60 * 60 * 1_000;

beforeEach(async () => {
  aws = await TestAws.start({ secondMs: 5 });
  const CertificateArn = aws.sandbox.control.addCertificate({
    names: [host],
    notAfter: new Date(Date.now() + 90 * day).toISOString(),
  });
  stackArn = await aws.deploy({
    template: 'balancer',
    stackName: 'orders-local',
    entityRef,
    parameters: { CertificateArn },
  });
  outputs = (await describe()).outputs;
  // A listener that is gone leaves connections without a response.
  const config = configFor(aws, { timeout: '2s' });
  const [environment] = config.privateServerless.environments;
  Object.assign(environment, { domain: { suffix: 'dev.acme.internal' } });
  backend = await startBackend({
    config,
    entities: [component('orders', stackArn)],
  });
});
afterEach(async () => {
  await backend?.stop();
  await aws?.close();
});

async function describe() {
  const cloudFormation = new CloudFormationClient({
    region: 'eu-central-1',
    endpoint: aws.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const stack = await describeStack({ cloudFormation, stackName: stackArn });
  const resources = await listResources({
    cloudFormation,
    stackName: stackArn,
  });
  cloudFormation.destroy();
  return { ...stack!, resources };
}

/** Such as `ok ok failed unknown unknown unknown`. */
function statesOf({ targets }: HealthView) {
  return targets[0].vantages[0].diagnosis?.hops
    .map(({ state }) => state)
    .join(' ');
}

function hopOf({ targets }: HealthView, name: string) {
  return targets[0].vantages[0].diagnosis?.hops.find(({ hop }) => hop === name);
}

/** The service as lists show it. */
async function listed(): Promise<TargetSummary> {
  const { body } = await backend.agent
    .get('/api/private-api/v1/targets')
    .expect(200);
  return (body as TargetList).items[0];
}

/** Checks until the health is as expected, at most 10 times. @returns the last health */
async function checkUntil(isExpected: (view: HealthView) => boolean) {
  let view = await backend.check('orders');
  for (let count = 1; count < 10 && !isExpected(view); count += 1) {
    await new Promise(resolve => setTimeout(resolve, 150));
    view = await backend.check('orders');
  }
  expect(problemsOf('Health', view)).toEqual([]);
  return view;
}

const checkUp = () => checkUntil(({ state }) => state === 'up');

it('is up, with what AWS reports of each hop', async () => {
  // The first check may end before everything is read, since it loads the AWS clients.
  const view = await checkUntil(
    one =>
      one.state === 'up' &&
      hopOf(one, 'load-balancer')?.aws?.evidence.includes('certificate') ===
        true,
  );
  expect(view).toMatchObject({ state: 'up', private: true });
  expect(statesOf(view)).toBe('ok ok ok ok ok ok');
  expect(
    ['load-balancer', 'target', 'vpc-endpoint', 'api'].map(
      hop => hopOf(view, hop)?.aws?.evidence,
    ),
  ).toEqual([
    expect.stringMatching(
      /^The load balancer is active and internal. It has an HTTPS listener on port 443. Its certificate is valid until /,
    ),
    '3 of 3 targets are healthy.',
    `The VPC endpoint is available at 10.64.0.36, 10.64.0.4 and ${third}.`,
    `The custom domain ${host} is available. The custom domain ${host} leads to the API ${outputs.RestApiId}.`,
  ]);
});

it('is degraded if one of three targets does not respond', async () => {
  await checkUp();
  aws.sandbox.control.stopAddress(third);
  const view = await checkUntil(({ state }) => state === 'degraded');
  expect(view.state).toBe('degraded');
  expect(statesOf(view)).toBe('ok ok degraded ok ok ok');
  const text = `2 of 3 targets are healthy. ${third}: Target.Timeout`;
  expect(view.targets[0].vantages[0].note).toBe(text);
  expect(hopOf(view, 'target')).toMatchObject({
    evidence: text,
    advice: expect.stringContaining('TCP 443'),
  });
  aws.sandbox.control.startAddress(third);
  expect((await checkUp()).state).toBe('up');
});

it('names targets that the endpoint no longer has', async () => {
  await checkUp();
  const addresses = aws.sandbox.control
    .replaceEndpointInterfaces(outputs.VpcEndpointId)
    .sort();
  const view = await checkUntil(({ state }) => state === 'suspect');
  expect(view.state).toBe('suspect');
  expect(statesOf(view)).toBe('ok ok failed unknown unknown unknown');
  expect(hopOf(view, 'target')).toMatchObject({
    evidence: `The ALB sends to 10.64.0.36, 10.64.0.4 and ${third}; the endpoint has ${addresses[0]}, ${addresses[1]} and ${addresses[2]}.`,
    advice: expect.stringMatching(/^Run the target sync\./),
  });
});

it('names the listener that is gone', async () => {
  await checkUp();
  await aws.sandbox.control.deleteListener(outputs.ListenerArn);
  const view = await backend.check('orders');
  // No control target shows that the vantage works. AWS's side decides.
  expect(view).toMatchObject({ state: 'down' });
  expect(statesOf(view)).toMatch(/^ok failed /);
  expect(hopOf(view, 'load-balancer')).toMatchObject({
    evidence: 'The load balancer has no listener on port 443.',
    advice: expect.stringMatching(/^Deploy the service again\./),
  });
});

it('is up with a part that is unknown if its call is denied', async () => {
  aws.sandbox.control.setDeniedOperations({ '*': ['DescribeTargetHealth'] });
  const view = await checkUp();
  expect(statesOf(view)).toBe('ok ok ok ok ok ok');
  expect(hopOf(view, 'target')?.aws?.evidence).toBe(
    'Not known: elasticloadbalancing:DescribeTargetHealth is denied.',
  );
  expect(hopOf(view, 'load-balancer')?.aws?.evidence).toContain('active');
  expect(JSON.stringify(view)).not.toContain('assumed-role');
});

it('is exposed if the load balancer is internet-facing', async () => {
  await checkUp();
  aws.sandbox.control.changeResource({
    stackName: 'orders-local',
    logicalId: 'LoadBalancer',
    properties: { Scheme: 'internet-facing' },
  });
  const view = await backend.check('orders');
  expect(view).toMatchObject({ state: 'exposed', private: false });
  expect(await listed()).toMatchObject({ state: 'exposed', private: false });
  expect(hopOf(view, 'load-balancer')).toMatchObject({
    state: 'failed',
    evidence: expect.stringMatching(
      /^Elastic Load Balancing reports that the load balancer .* is internet-facing\.$/,
    ),
  });
});

it('leads to another API by its domain', async () => {
  await checkUp();
  aws.sandbox.control.changeResource({
    stackName: 'orders-local',
    logicalId: 'RegionalDomainMapping',
    properties: { RestApiId: 'other12345' },
  });
  const view = await checkUntil(({ state }) => state === 'suspect');
  expect(hopOf(view, 'api')).toMatchObject({
    state: 'failed',
    evidence: `The custom domain ${host} leads to the API other12345, and not to ${outputs.RestApiId} of the stack.`,
  });
});

it('is in lists as soon as the schedule has read it', async () => {
  await backend.run('catalog-pass');
  await backend.run('due-round');
  await backend.run('entry-state');
  expect(await listed()).toMatchObject({ state: 'up' });
  aws.sandbox.control.stopAddress(third);
  const { state } = await checkUntil(one => one.state === 'degraded');
  expect(state).toBe('degraded');
  expect(await listed()).toMatchObject({
    state: 'degraded',
    hop: 'target',
    cause: expect.stringContaining('2 of 3 targets are healthy'),
  });
});

it('shows the targets of the load balancer beside the addresses of the endpoint', async () => {
  await checkUp();
  const stacks = async () => {
    const { body } = await backend.agent
      .get(`${backend.path('orders')}/stacks`)
      .expect(200);
    expect(problemsOf('Stacks', body)).toEqual([]);
    return (body as StackList).items[0].targets!.items;
  };
  expect(await stacks()).toHaveLength(3);
  expect(await stacks()).toContainEqual({
    address: third,
    health: 'healthy',
    isEndpoint: true,
  });
  const addresses = aws.sandbox.control.replaceEndpointInterfaces(
    outputs.VpcEndpointId,
  );
  await checkUntil(({ state }) => state === 'suspect');
  expect(await stacks()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ address: third, isEndpoint: false }),
      { address: addresses[0], isEndpoint: true },
    ]),
  );
});

it('is read by the schedule when it is due', async () => {
  await backend.run('catalog-pass');
  await backend.run('due-round');
  const reads = () => aws.sandbox.control.requestCounts().DescribeTargetHealth;
  expect(reads() ?? 0).toBe(0);
  await backend.run('entry-state');
  expect(reads()).toBe(1);
  const view = await backend.health('orders');
  expect(hopOf(view, 'target')?.aws?.evidence).toMatch(/targets are healthy/);
  // Nothing is due.
  await backend.run('entry-state');
  expect(reads()).toBe(1);
});
