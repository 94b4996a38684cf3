import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientsFor } from '../../__testUtils__/world';
import { AwsCalls, callError } from './AwsCalls';
import { UnreachableError } from './faults';
import { systemClock } from './clock';

type Answer = (response: ServerResponse) => void;

const xml = (status: number, body: string): Answer => {
  return response => {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(body);
  };
};
const refusal = (status: number, code: string) =>
  xml(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>Rate exceeded</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  );
const stacks = xml(
  200,
  `<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>`,
);
const reset: Answer = response => response.socket!.destroy();
const silence: Answer = () => undefined;

/** Calls a server that returns these responses in turn, and the last one from then on. */
async function ask(answers: Answer[], retryPolicy = {}, askTwice = false) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    answers[Math.min(requests++, answers.length - 1)](response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { cloudFormation } = clientsFor(`http://127.0.0.1:${port}`);
  const calls = new AwsCalls(systemClock, {
    retries: 4,
    baseMs: 1,
    maxMs: 4,
    ...retryPolicy,
  });
  const once = () =>
    calls.call('DescribeStacks', o =>
      cloudFormation.send(new DescribeStacksCommand({}), o),
    );
  try {
    const outcome = await (askTwice ? once().then(once) : once()).then(
      value => ({ value, error: undefined }),
      error => ({ value: undefined, error }),
    );
    return { ...outcome, requests, calls };
  } finally {
    cloudFormation.destroy();
    server.closeAllConnections();
    server.close();
  }
}

describe('AwsCalls', () => {
  it('counts every request, including the retries of the SDK', async () => {
    const { value, requests, calls } = await ask([
      refusal(400, 'Throttling'),
      refusal(500, 'InternalFailure'),
      stacks,
    ]);
    expect(value?.Stacks).toEqual([]);
    expect(requests).toBe(3);
    expect(calls.counts).toEqual({ DescribeStacks: 3 });
  });

  it('retries throttled calls after the SDK has given up, within the retry policy', async () => {
    const long = Array(7).fill(refusal(400, 'Throttling'));
    const patient = await ask([...long, stacks]);
    expect(patient.value?.Stacks).toEqual([]);
    expect(patient.requests).toBe(8);

    const tired = await ask([refusal(400, 'Throttling')], { retries: 1 });
    expect(tired.error).toMatchObject({ name: 'Throttling' });
    expect(tired.requests).toBe(6);
  });

  it('retries lost connections after the first response', async () => {
    const { value, calls } = await ask(
      [stacks, reset, reset, reset, reset, stacks],
      {},
      true,
    );
    expect(value?.Stacks).toEqual([]);
    expect(calls.counts.DescribeStacks).toBeGreaterThanOrEqual(5);
  });

  it('does not retry a lost connection before the first response', async () => {
    const { error, requests } = await ask([reset]);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(requests).toBeLessThanOrEqual(3);
    expect(callError('describe stack x', error)).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /^No response from AWS: failed to describe stack x \(DescribeStacks: \w+\)/,
      ),
    });
  });

  it('limits the time of one request', async () => {
    const { error } = await ask([silence], { requestMs: 50 });
    expect(error).toBeInstanceOf(UnreachableError);
  });

  it('throws other errors at once', async () => {
    const { error, requests } = await ask([refusal(403, 'AccessDenied')]);
    expect(error).toMatchObject({ name: 'AccessDenied' });
    expect(requests).toBe(1);
    expect(callError('describe stack x', error)).toMatchObject({
      code: 'failed',
      message: 'Failed to describe stack x: AccessDenied: Rate exceeded',
    });
  });
});
