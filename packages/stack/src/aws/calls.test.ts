import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientsFor } from '../__testUtils__/world';
import { AwsCalls, callFailed, UnreachableError } from './calls';
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

/** Asks a server that gives these answers in turn, the last one again and again. */
async function ask(answers: Answer[], patience = {}, askTwice = false) {
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
    ...patience,
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
  it('counts every request, those of the SDK included', async () => {
    const { value, requests, calls } = await ask([
      refusal(400, 'Throttling'),
      refusal(500, 'InternalFailure'),
      stacks,
    ]);
    expect(value?.Stacks).toEqual([]);
    expect(requests).toBe(3);
    expect(calls.counts).toEqual({ DescribeStacks: 3 });
  });

  it('is patient with throttling beyond what the SDK is, but not for ever', async () => {
    const long = Array(7).fill(refusal(400, 'Throttling'));
    const patient = await ask([...long, stacks]);
    expect(patient.value?.Stacks).toEqual([]);
    expect(patient.requests).toBe(8);

    const tired = await ask([refusal(400, 'Throttling')], { retries: 1 });
    expect(tired.error).toMatchObject({ name: 'Throttling' });
    expect(tired.requests).toBe(6);
  });

  it('bears lost connections once something has answered', async () => {
    const { value, calls } = await ask(
      [stacks, reset, reset, reset, reset, stacks],
      {},
      true,
    );
    expect(value?.Stacks).toEqual([]);
    expect(calls.counts.DescribeStacks).toBeGreaterThanOrEqual(5);
  });

  it('fails fast when nothing has ever answered', async () => {
    const { error, requests } = await ask([reset]);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(requests).toBeLessThanOrEqual(3);
    expect(callFailed('look', error)).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /could not look; DescribeStacks got no answer \(\w+\)/,
      ),
    });
  });

  it('does not wait for ever for an answer', async () => {
    const { error } = await ask([silence], { requestMs: 50 });
    expect(error).toBeInstanceOf(UnreachableError);
  });

  it('hands on what is no matter of patience', async () => {
    const { error, requests } = await ask([refusal(403, 'AccessDenied')]);
    expect(error).toMatchObject({ name: 'AccessDenied' });
    expect(requests).toBe(1);
    expect(callFailed('look at stack x', error)).toMatchObject({
      code: 'failed',
      message: 'Could not look at stack x: AccessDenied: Rate exceeded',
    });
  });
});
