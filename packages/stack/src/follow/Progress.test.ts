import type { StackEvent } from '../session/results';
import { pollInterval } from './pollInterval';
import { Progress } from './Progress';

let time = 0;
const clock = { now: () => time, sleep: async () => {} };
beforeEach(() => {
  time = 0;
});

const event = (
  logicalId: string,
  status: string,
  changes: Partial<StackEvent> = {},
): StackEvent => ({
  id: `${logicalId}-${status}`,
  at: '2026-01-01T00:00:00.000Z',
  logicalId,
  type: 'AWS::EC2::VPCEndpoint',
  status,
  stackArn: 'arn:orders',
  path: [],
  ...changes,
});

describe('Progress', () => {
  it('shows the done and planned resources, the slowest one, and its usual duration', () => {
    const progress = new Progress(clock, ['Vpc', 'Endpoint', 'Api']);
    progress.note(event('Vpc', 'CREATE_IN_PROGRESS'));
    progress.note(event('Vpc', 'CREATE_COMPLETE'));
    time = 5_000;
    progress.note(event('Endpoint', 'CREATE_IN_PROGRESS'));
    time = 10_000;
    progress.note(event('Api', 'CREATE_IN_PROGRESS', { type: 'AWS::X::Y' }));
    expect(progress.line()).toBeUndefined();
    time = 75_000;
    expect(progress.line()).toBe(
      '1 of 3 done; slowest: Endpoint AWS::EC2::VPCEndpoint CREATE_IN_PROGRESS, 1 min 10 s so far (an interface endpoint takes 1–5 min); 1 more in progress',
    );
    expect(progress.line()).toBeUndefined();
    progress.note(event('Endpoint', 'CREATE_COMPLETE'));
    progress.note(event('Api', 'CREATE_COMPLETE'));
    time = 200_000;
    expect(progress.line()).toBeUndefined();
  });

  it('explains why the deletion of a VPC function takes long', () => {
    const progress = new Progress(clock, undefined);
    const type = 'AWS::Lambda::Function';
    progress.note(event('Api', 'DELETE_IN_PROGRESS', { type }));
    time = 20_000;
    expect(progress.line()).toBe(
      '0 done; slowest: Api AWS::Lambda::Function DELETE_IN_PROGRESS, 20 s so far (deleting the network interfaces of a VPC function takes 20–45 min)',
    );
  });

  it('names the slow resource inside a nested stack, not the nested stack', () => {
    const progress = new Progress(clock, ['Network']);
    const type = 'AWS::CloudFormation::Stack';
    progress.note(event('Network', 'CREATE_IN_PROGRESS', { type }));
    progress.note(
      event('Endpoint', 'CREATE_IN_PROGRESS', { path: ['Network'] }),
    );
    time = 20_000;
    expect(progress.line()).toMatch(/slowest: Network › Endpoint /);
  });

  it('is far from the end while a planned resource has not started', () => {
    const progress = new Progress(clock, ['Vpc', 'Api']);
    progress.note(event('Vpc', 'CREATE_IN_PROGRESS'));
    expect(progress.isFarFromEnd).toBe(true);
    progress.note(event('Api', 'CREATE_IN_PROGRESS'));
    expect(progress.isFarFromEnd).toBe(false);
    expect(new Progress(clock, undefined).isFarFromEnd).toBe(false);
  });
});

describe('pollInterval', () => {
  const poll = { minMs: 1000, maxMs: 4000, callsPerSecond: 8 };
  it.each([
    [0, true, 2000],
    [2000, true, 3000],
    [60_000, true, 4000],
    [0, false, 1000],
    [20_000, false, 1000],
    [60_000, false, 3000],
    [600_000, false, 4000],
  ])('%i ms of silence, far from the end %p: %i ms', (silence, far, pause) => {
    expect(pollInterval(poll, silence, far)).toBe(pause);
  });
});
