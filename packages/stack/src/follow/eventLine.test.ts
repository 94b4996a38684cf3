import { eventLine } from './eventLine';

const event = {
  id: '1',
  at: '2026-01-02T03:04:05.000Z',
  logicalId: 'ItemsTable',
  type: 'AWS::DynamoDB::Table',
  stackArn: 'arn:orders',
  path: [],
};

it.each([
  ['CREATE_IN_PROGRESS', '·'],
  ['CREATE_COMPLETE', '✓'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', '·'],
  ['DELETE_SKIPPED', '✓'],
  ['CREATE_FAILED', '✗'],
  ['ROLLBACK_IN_PROGRESS', '·'],
  ['UPDATE_ROLLBACK_COMPLETE', '✗'],
  ['IMPORT_ROLLBACK_COMPLETE', '✗'],
])('%s is marked %s', (status, sign) => {
  expect(eventLine({ ...event, status })).toBe(
    `${sign} ItemsTable AWS::DynamoDB::Table ${status}`,
  );
});

it('writes a reason of several lines on one line, and omits an empty reason', () => {
  const status = 'CREATE_FAILED';
  expect(eventLine({ ...event, status, reason: 'no\n  room ' })).toBe(
    '✗ ItemsTable AWS::DynamoDB::Table CREATE_FAILED: no room',
  );
  expect(eventLine({ ...event, status, reason: ' \n' })).toBe(
    '✗ ItemsTable AWS::DynamoDB::Table CREATE_FAILED',
  );
});
