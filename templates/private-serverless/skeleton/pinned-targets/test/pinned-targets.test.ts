import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { respondMs } from '../src/control-plane/custom-resource.ts';
import { startAws, type World } from './pinned-targets-aws.ts';

const aws = await startAws();
after(() => aws.close());
const { handler } = await import('../src/control-plane/pinned-targets.ts');

const Addresses = [
  { SubnetId: 'subnet-a', Ipv4: '10.0.0.16' },
  { SubnetId: 'subnet-b', Ipv4: '10.0.1.16' },
];
const pinned = { 'subnet-a': '10.0.0.16', 'subnet-b': '10.0.1.16' };
const unpinned = { 'subnet-a': '10.0.0.4', 'subnet-b': '10.0.1.5' };
const targets = { '10.0.0.16': 'healthy', '10.0.1.16': 'unhealthy' };
const group = 'arn:targets';

/** The function in a world of its own, with its log lines. */
function start(context: TestContext, world: Partial<World> = {}, timeoutMs = 60_000) {
  aws.reset({ addresses: pinned, targets, ...world });
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  context.mock.method(process.stdout, 'write', (text: string) => {
    if (!String(text).startsWith('{"_aws"')) return write(text);
    lines.push(text);
    return true;
  });
  const errors = context.mock.method(console, 'error', () => {});
  const lambda = { getRemainingTimeInMillis: () => timeoutMs };
  return {
    lines,
    errors: () => errors.mock.calls.map(call => String(call.arguments[0])),
    watch: (changes: object = {}) => handler({ VpcEndpointId: 'vpce-0a', TargetGroupArns: [group], ...changes }, lambda),
    send: async (RequestType: string, changes: object = {}) => {
      const request = {
        RequestType,
        ResponseURL: `${aws.url}/response?X-Amz-Signature=secret`,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'TargetSync',
        ResourceProperties: { VpcEndpointId: 'vpce-0a', Addresses },
        ...changes,
      };
      await handler(request, lambda);
      return aws.responses.at(-1)!;
    },
  };
}

const modifications = () => aws.calls.filter(call => call.startsWith('Modify'));

test('a creation gives the endpoint its addresses, and waits until it is available', async context => {
  const { send } = start(context, { addresses: unpinned });
  const { Status, PhysicalResourceId } = await send('Create');
  assert.equal(Status, 'SUCCESS');
  assert.equal(PhysicalResourceId, 'TargetSync-targets');
  assert.deepEqual(modifications(), ['ModifyVpcEndpoint subnet-a=10.0.0.16 subnet-b=10.0.1.16']);
  assert.deepEqual(aws.addresses(), pinned);
  // Before the modification, twice while the endpoint changes, and once when it is available.
  assert.equal(aws.calls.filter(call => call === 'DescribeVpcEndpoints').length, 4);
});

test('an endpoint that has its addresses is not changed', async context => {
  const { send } = start(context);
  const response = await send('Update', { PhysicalResourceId: 'known' });
  assert.deepEqual([response.Status, response.PhysicalResourceId], ['SUCCESS', 'known']);
  assert.deepEqual(modifications(), []);
});

test('only the subnets whose address differs are changed', async context => {
  const { send } = start(context, { addresses: { ...pinned, 'subnet-b': '10.0.1.5' } });
  assert.equal((await send('Update')).Status, 'SUCCESS');
  assert.deepEqual(modifications(), ['ModifyVpcEndpoint subnet-b=10.0.1.16']);
});

test('it waits for a change that is in progress, and starts no other one', async context => {
  const { send } = start(context, { addresses: pinned, states: ['pending', 'Pending'] });
  assert.equal((await send('Create')).Status, 'SUCCESS');
  assert.deepEqual(modifications(), []);
});

test('an interface that is replaced while it is described is not a failure', async context => {
  const { send } = start(context, { gone: 1 });
  assert.equal((await send('Create')).Status, 'SUCCESS');
});

test('an address that AWS refuses is a failure with its reason', async context => {
  const { errors, send } = start(context, { addresses: unpinned, refused: ['ModifyVpcEndpoint'] });
  const { Status, Reason } = await send('Create');
  assert.equal(Status, 'FAILED');
  assert.match(Reason!, /InvalidIPAddress\.InUse: Address 10\.0\.0\.16 is in use/);
  assert.match(errors().join('\n'), /InUse/);
});

test('an endpoint that AWS deletes is a failure', async context => {
  const { send } = start(context, { addresses: unpinned, states: ['deleting'] });
  const { Status, Reason } = await send('Update');
  assert.deepEqual([Status, modifications()], ['FAILED', []]);
  assert.match(Reason!, /vpce-0a is deleting/);
});

test('it responds before Lambda stops it', async context => {
  const modifying = Array<string>(100).fill('pending');
  const { send } = start(context, { addresses: unpinned, modifying }, respondMs + 500);
  const { Status, Reason } = await send('Create');
  assert.equal(Status, 'FAILED');
  assert.match(Reason!, /did not respond within 500 ms/);
});

test('a deletion succeeds without a call', async context => {
  const { send } = start(context, { refused: ['DescribeVpcEndpoints'] });
  assert.equal((await send('Delete', { PhysicalResourceId: 'known' })).Status, 'SUCCESS');
  assert.deepEqual(aws.calls, []);
});

test('a scheduled run compares, logs and changes nothing', async context => {
  const { lines, watch } = start(context);
  await watch();
  assert.deepEqual(aws.calls, ['DescribeVpcEndpoints', 'DescribeNetworkInterfaces', 'DescribeTargetHealth']);
  const line = JSON.parse(lines[0]!);
  assert.deepEqual(
    [line.AddressesWithoutTarget, line.TargetsWithoutAddress, line.Stack, line.message],
    [0, 0, 'orders-dev', 'targets compared'],
  );
  assert.deepEqual(
    line._aws.CloudWatchMetrics[0].Metrics.map((one: { Name: string }) => one.Name),
    ['AddressesWithoutTarget', 'TargetsWithoutAddress'],
  );
});

test('a scheduled run fails if the endpoint has other addresses, also with a log line', async context => {
  const { lines, watch } = start(context, { addresses: { ...pinned, 'subnet-b': '10.0.1.5' } });
  await assert.rejects(watch(), {
    message:
      'vpce-0a has 10.0.0.16, 10.0.1.5: the load balancer sends to 10.0.1.16, no target for 10.0.1.5. Pin the addresses again (docs/index.md, Pinned addresses).',
  });
  const { AddressesWithoutTarget, TargetsWithoutAddress } = JSON.parse(lines[0]!);
  assert.deepEqual([AddressesWithoutTarget, TargetsWithoutAddress], [1, 1]);
  assert.deepEqual(modifications(), []);
});

const unusable: Array<[title: string, world: Partial<World>, reason: RegExp]> = [
  ['no interface', { addresses: {} }, /no address of vpce-0a/],
  ['no address', { addresses: { 'subnet-a': undefined } }, /no address of vpce-0a/],
  ['a refused description', { refused: ['DescribeVpcEndpoints'] }, /InUse/],
];
for (const [title, world, reason] of unusable) {
  test(`a scheduled run fails with ${title}`, async context => {
    await assert.rejects(start(context, world).watch(), reason);
  });
}

for (const [name, properties] of [
  ['VpcEndpointId', { Addresses }],
  ['Addresses', { VpcEndpointId: 'vpce-0a', Addresses: [] }],
  ['VpcEndpointId', undefined],
] as const) {
  test(`a request without ${name} fails: ${JSON.stringify(properties)}`, async context => {
    const { Status, Reason } = await start(context).send('Create', { ResourceProperties: properties });
    assert.equal(Status, 'FAILED');
    assert.match(Reason!, new RegExp(name));
    assert.deepEqual(aws.calls, []);
  });
}

test('a scheduled run without target groups fails', async context => {
  await assert.rejects(start(context).watch({ TargetGroupArns: [] }), /TargetGroupArns is empty/);
});

test('an unknown request fails', async context => {
  const { Status, Reason } = await start(context).send('Read');
  assert.equal(Status, 'FAILED');
  assert.match(Reason!, /'Read' is not supported/);
});
