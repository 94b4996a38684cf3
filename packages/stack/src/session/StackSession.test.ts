import { clientsFor } from '../__testUtils__/world';
import type { FollowOptions } from './options';
import type { StackEvent } from './results';
import { StackSession } from './StackSession';

const { cloudFormation } = clientsFor('http://127.0.0.1:1');
afterAll(() => cloudFormation.destroy());

const sessionWith = (options: Partial<FollowOptions> = {}) =>
  new StackSession({ cloudFormation, stackName: 'orders', ...options });
const event: StackEvent = {
  id: '1',
  at: '2026-11-28T00:00:00.000Z',
  logicalId: 'Vpc',
  type: 'AWS::EC2::VPC',
  status: 'CREATE_COMPLETE',
  stackArn: 'arn',
  path: [],
};

it('reports progress with its level and without secrets', () => {
  const lines: string[] = [];
  const session = sessionWith({
    onProgress: (line, level) => lines.push(`${level}: ${line}`),
  });
  session.redactor.setSecrets(['hunter2']);
  session.progress('uses hunter2');
  session.silent().progress('hunter2 is public', 'warn');
  expect(lines).toEqual(['info: uses ****', 'warn: **** is public']);
});

it('reports an event to the caller and to observers, and a silent session to neither', () => {
  const seen: string[] = [];
  const session = sessionWith({
    onEvent: ({ id }) => seen.push(`caller ${id}`),
  });
  session.observe(({ id }) => seen.push(`observer ${id}`));
  session.report(event);
  session.silent().report(event);
  expect(seen).toEqual(['observer 1', 'caller 1']);
  expect(session.reported).toEqual([event]);
});

it('writes an option in the form of the caller', () => {
  expect(sessionWith().option('retainResources', ['A', 'B'])).toBe(
    'retainResources: A, B',
  );
  const session = sessionWith({
    formatOption: (name, values) => [`--${name}`, ...values].join(' '),
  });
  expect(session.option('retainResources', ['A'])).toBe('--retainResources A');
  expect(session.silent().option('stackName')).toBe('--stackName');
});

it('ends at its deadline after a cancellation, and ignores the signal', () => {
  let now = 0;
  const clock = { now: () => now, sleep: async () => undefined };
  const session = sessionWith({ clock, signal: AbortSignal.abort() });
  expect(session.isCancelled).toBe(true);
  const after = session.afterCancel(100);
  expect(after.isCancelled).toBe(false);
  now = 100;
  expect(after.isCancelled).toBe(true);
});

it('names what was changed before a cancellation', () => {
  const session = sessionWith({ signal: AbortSignal.abort() });
  expect(() => session.throwIfCancelled()).toThrow(
    'Canceled before anything was changed: stack orders is unchanged.',
  );
  session.changedSoFar = 'the failed stack orders was deleted';
  expect(() => session.throwIfCancelled()).toThrow(
    'Canceled: the failed stack orders was deleted.',
  );
});

it.each(['retryPolicy', 'patience'])('accepts %s', async name => {
  const session = sessionWith({ [name]: { retries: 1, baseMs: 1, maxMs: 1 } });
  const reset = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
  let requests = 0;
  const send = async () => {
    requests++;
    if (requests === 1) return { $metadata: { attempts: 1 } };
    throw reset;
  };
  await session.calls.call('DescribeStacks', send);
  await expect(session.calls.call('DescribeStacks', send)).rejects.toThrow(
    'DescribeStacks: ECONNRESET',
  );
  expect(requests).toBe(3);
});
