import { driftLines } from './driftLines';

const resource = {
  logicalId: 'Group',
  physicalId: 'sg-1',
  type: 'AWS::EC2::SecurityGroup',
  differences: [],
};
const result = {
  stackArn: 'arn:orders',
  at: '2026-01-02T03:04:05.000Z',
  resources: [{ ...resource, status: 'IN_SYNC' }],
};

it('shows a stack in sync on two lines', () => {
  expect(driftLines({ ...result, status: 'IN_SYNC' })).toEqual([
    'Stack arn:orders: IN_SYNC',
    '1 of 1 in sync',
  ]);
});

it('names the resources that differ, that could not be compared and that are not compared', () => {
  const long = 'x'.repeat(300);
  expect(
    driftLines({
      ...result,
      status: 'DRIFTED',
      reason: 'Failed on [Vpc]',
      resources: [
        {
          ...resource,
          status: 'MODIFIED',
          differences: [
            { path: '/A', kind: 'NOT_EQUAL', expected: '1', actual: '2\n  3' },
            { path: '/B', kind: 'ADD', actual: long },
          ],
        },
        { ...resource, logicalId: 'Gone', status: 'DELETED' },
        { ...resource, logicalId: 'Vpc', status: 'UNKNOWN', reason: 'denied' },
        { ...resource, logicalId: 'Other', status: 'UNKNOWN' },
        { ...resource, logicalId: 'Custom', status: 'NOT_CHECKED' },
      ],
    }),
  ).toEqual([
    'Stack arn:orders: DRIFTED (Failed on [Vpc])',
    '✗ Group AWS::EC2::SecurityGroup sg-1 MODIFIED',
    '    /A: NOT_EQUAL, expected 1, actual 2 3',
    `    /B: ADD, expected nothing, actual ${'x'.repeat(200)}…`,
    '✗ Gone AWS::EC2::SecurityGroup sg-1 DELETED',
    '? Vpc AWS::EC2::SecurityGroup sg-1 could not be compared: denied',
    '? Other AWS::EC2::SecurityGroup sg-1 could not be compared: CloudFormation gave no reason',
    '0 of 5 in sync; not compared by CloudFormation: Custom',
  ]);
});
