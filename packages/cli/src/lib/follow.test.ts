import { followOn } from './follow';

const written: string[] = [];
const { onProgress, onEvent, formatOption } = followOn(
  {
    out: () => undefined,
    err: line => written.push(line),
    stop: () => new AbortController().signal,
  },
  { retainResources: '--retain' },
);
beforeEach(() => {
  written.length = 0;
});

it('marks warnings, and writes other progress and events unchanged', () => {
  onProgress!('Stack orders: CREATE_COMPLETE', 'info');
  onProgress!('DATA LOSS: Table', 'warn');
  onEvent!({
    id: '1',
    at: '2026-11-28T00:00:00.000Z',
    logicalId: 'Vpc',
    type: 'AWS::EC2::VPC',
    status: 'CREATE_COMPLETE',
    stackArn: 'arn',
    path: [],
  });
  expect(written).toEqual([
    'Stack orders: CREATE_COMPLETE',
    'Warning: DATA LOSS: Table',
    '✓ Vpc AWS::EC2::VPC CREATE_COMPLETE',
  ]);
});

it('writes an option as the command has it, and keeps the name of others', () => {
  expect(formatOption!('retainResources', [])).toBe('--retain');
  expect(formatOption!('retainResources', ['A', 'B'])).toBe('--retain A B');
  expect(formatOption!('skipResources', ['A', 'B'])).toBe(
    'skipResources: A, B',
  );
});
