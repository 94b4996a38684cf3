import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { respondMs } from '../src/control-plane/custom-resource.ts';
import { startAws, type World } from './target-sync-aws.ts';

const aws = await startAws();
after(() => aws.close());
const { handler } = await import('../src/control-plane/target-sync.ts');

const two = { 'eni-0a': '10.0.0.4', 'eni-0b': '10.0.1.5' };
const group = 'arn:targets';
const targets = { VpcEndpointId: 'vpce-0a', TargetGroupArns: [group] };

/** The function in a world of its own, with its log lines. */
function start(context: TestContext, world: Partial<World> = {}, timeoutMs = 60_000) {
  aws.reset({ interfaces: { ...two }, ...world });
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
    run: (changes: object = {}) => handler({ ...targets, ...changes }, lambda),
    send: async (RequestType: string, changes: object = {}) => {
      const request = {
        RequestType,
        ResponseURL: `${aws.url}/response?X-Amz-Signature=secret`,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'TargetSync',
        ResourceProperties: targets,
        ...changes,
      };
      await handler(request, lambda);
      return aws.responses.at(-1)!;
    },
  };
}

test('a creation registers the addresses of the endpoint', async context => {
  const { send } = start(context);
  const { Status, PhysicalResourceId, LogicalResourceId, RequestId, StackId } = await send('Create');
  assert.equal(Status, 'SUCCESS');
  assert.equal(PhysicalResourceId, 'TargetSync-targets');
  assert.deepEqual([LogicalResourceId, RequestId, StackId], ['TargetSync', 'request', 'stack']);
  assert.deepEqual(aws.calls, [
    'DescribeVpcEndpoints',
    'DescribeNetworkInterfaces',
    `DescribeTargetHealth ${group}`,
    `RegisterTargets ${group} 10.0.0.4 10.0.1.5`,
  ]);
});

test('an update keeps its ID, since another one would be a replacement', async context => {
  const { send } = start(context);
  const response = await send('Update', { PhysicalResourceId: 'TargetSync-targets' });
  assert.equal(response.Status, 'SUCCESS');
  assert.equal(response.PhysicalResourceId, 'TargetSync-targets');
});

test('a deletion succeeds without a call', async context => {
  const { send } = start(context, { refused: ['DescribeVpcEndpoints'] });
  const response = await send('Delete', { PhysicalResourceId: 'TargetSync-targets' });
  assert.equal(response.Status, 'SUCCESS');
  assert.deepEqual(aws.calls, []);
});

test('a scheduled run follows new addresses: registers first, deregisters when they are healthy', async context => {
  const groups = { [group]: { '10.0.0.4': 'healthy', '10.0.1.5': 'healthy' } };
  const { run } = start(context, { groups, interfaces: { 'eni-0c': '10.0.0.9', 'eni-0d': '10.0.1.9' } });
  await run();
  assert.deepEqual(groups[group], {
    '10.0.0.4': 'healthy',
    '10.0.1.5': 'healthy',
    '10.0.0.9': 'initial',
    '10.0.1.9': 'initial',
  });
  Object.assign(groups[group]!, { '10.0.0.9': 'healthy' });
  await run();
  assert.deepEqual(groups[group], {
    '10.0.0.4': 'draining',
    '10.0.1.5': 'draining',
    '10.0.0.9': 'healthy',
    '10.0.1.9': 'initial',
  });
  aws.calls.length = 0;
  await run();
  assert.deepEqual(aws.calls, ['DescribeVpcEndpoints', 'DescribeNetworkInterfaces', `DescribeTargetHealth ${group}`]);
});

test('an interface without an address counts as not there', async context => {
  const { run } = start(context, { interfaces: { ...two, 'eni-0c': undefined } });
  await run();
  assert.equal(aws.calls.at(-1), `RegisterTargets ${group} 10.0.0.4 10.0.1.5`);
});

const unusable: Array<[title: string, world: Partial<World>, reason: RegExp]> = [
  ['no interface', { interfaces: {} }, /no network interface of vpce-0a/],
  ['no address', { interfaces: { 'eni-0a': undefined } }, /no address yet/],
  ['no endpoint', { refused: ['DescribeVpcEndpoints'] }, /AccessDenied/],
  ['a refused description', { refused: ['DescribeNetworkInterfaces'] }, /AccessDenied/],
];
for (const [title, world, reason] of unusable) {
  test(`${title} changes nothing, and is reported`, async context => {
    const groups = { [group]: { '10.0.0.9': 'unhealthy' } };
    const { errors, run, send } = start(context, { groups, ...world });
    await assert.rejects(run(), reason);
    const { Status, Reason } = await send('Update');
    assert.equal(Status, 'FAILED');
    assert.match(Reason!, reason);
    assert.match(errors().join('\n'), reason);
    assert.doesNotMatch(aws.calls.join('\n'), /egister/);
  });
}

test('a group that fails does not stop the others, and is named', async context => {
  const refused = ['DescribeTargetHealth arn:one', 'RegisterTargets arn:two'];
  const { lines, run, send } = start(context, { refused, groups: { 'arn:two': { '10.0.0.9': 'unhealthy' } } });
  const TargetGroupArns = ['arn:one', 'arn:two', 'arn:three'];
  await assert.rejects(run({ TargetGroupArns }), /arn:one: AccessDenied.*\narn:two: AccessDenied/);
  assert.deepEqual(aws.state.groups['arn:three'], { '10.0.0.4': 'initial', '10.0.1.5': 'initial' });
  // Nothing takes the place of the stale target.
  assert.deepEqual(aws.state.groups['arn:two'], { '10.0.0.9': 'unhealthy' });
  const [one, , three] = JSON.parse(lines[0]!).targetGroups;
  assert.match(one.failure, /AccessDenied/);
  assert.deepEqual(three.registered, ['10.0.0.4', '10.0.1.5']);
  const { Status } = await send('Create', { ResourceProperties: { ...targets, TargetGroupArns } });
  assert.equal(Status, 'FAILED');
});

test('one line has the changes and their metrics', async context => {
  const groups = { [group]: { '10.0.0.4': 'unhealthy', '10.0.0.8': 'unhealthy', '10.0.0.9': 'healthy' } };
  const { lines, run } = start(context, { groups });
  await run();
  assert.equal(lines.length, 1);
  const { _aws, ...line } = JSON.parse(lines[0]!);
  const [{ Dimensions, Metrics }] = _aws.CloudWatchMetrics;
  assert.deepEqual(Dimensions, [['Stack']]);
  assert.equal(Metrics.length, 3);
  for (const { Name } of Metrics) assert.equal(line[Name], 1);
  assert.deepEqual(line, {
    Stack: 'orders-dev',
    TargetsRegistered: 1,
    TargetsDeregistered: 1,
    StaleTargetsKept: 1,
    message: 'targets synchronized',
    vpcEndpointId: 'vpce-0a',
    addresses: ['10.0.0.4', '10.0.1.5'],
    targetGroups: [
      { targetGroupArn: group, registered: ['10.0.1.5'], deregistered: ['10.0.0.8'], kept: ['10.0.0.9'] },
    ],
  });
});

test('a request of an unknown type fails', async context => {
  const { Status, Reason } = await start(context).send('Replace');
  assert.equal(Status, 'FAILED');
  assert.match(Reason!, /RequestType 'Replace' is not supported/);
});

for (const [name, properties] of [
  ['VpcEndpointId', { TargetGroupArns: [group] }],
  ['TargetGroupArns', { VpcEndpointId: 'vpce-0a', TargetGroupArns: [] }],
  ['VpcEndpointId', undefined],
] as const) {
  test(`a request without ${name} fails: ${JSON.stringify(properties)}`, async context => {
    const { Status, Reason } = await start(context).send('Create', { ResourceProperties: properties });
    assert.equal(Status, 'FAILED');
    assert.match(Reason!, new RegExp(name));
    assert.deepEqual(aws.calls, []);
  });
}

test('it responds before Lambda stops it', async context => {
  const { send } = start(context, { silent: ['DescribeTargetHealth'] }, respondMs + 100);
  const { Status, Reason } = await send('Create');
  assert.equal(Status, 'FAILED');
  assert.match(Reason!, /did not respond within 100 ms/);
});

test('a response that is not accepted is sent again', async context => {
  const { send } = start(context, { responseStatuses: [503, 500] });
  assert.equal((await send('Create')).Status, 'SUCCESS');
});

test('a response that is never accepted is an error without the signed URL, so that Lambda tries again', async context => {
  const { send } = start(context, { responseStatuses: [403, 403, 403] });
  await assert.rejects(send('Create'), (error: Error) => {
    assert.match(error.message, /did not accept the response: HTTP 403/);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
});
