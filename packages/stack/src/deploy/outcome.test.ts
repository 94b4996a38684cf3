import { StackError } from '../session/StackError';
import type { DeployResult, StackEvent } from '../session/results';
import { deployFailed, earlierRunUnknown } from './outcome';

const session = {
  stackName: 'orders',
  option: (name: string) => `--${name}`,
};
const resultIn = (
  status: string,
  changes: Partial<DeployResult> = {},
): DeployResult => ({
  stackArn: 'arn',
  operation: 'create',
  status,
  outputs: {},
  changes: [],
  timings: { package: 0, plan: 0, execute: 0, total: 0 },
  apiCalls: {},
  ...changes,
});
const event = (logicalId: string, status: string): StackEvent => ({
  id: `${logicalId}-${status}`,
  at: '2026-11-28T00:00:00.000Z',
  logicalId,
  type: 'AWS::EC2::VPC',
  status,
  stackArn: 'arn',
  path: [],
});

describe('deployFailed', () => {
  it('starts with the root cause, then lists what was rolled back and what is left', () => {
    const failure = {
      logicalId: 'Group',
      type: 'AWS::EC2::SecurityGroup',
      reason: 'no room',
      line: 13,
      logTail: ['step 1', 'step 2'],
    };
    const error = deployFailed(
      session,
      resultIn('ROLLBACK_FAILED', {
        failure,
        leftovers: [
          {
            logicalId: 'Table',
            type: 'AWS::DynamoDB::Table',
            physicalId: 'orders',
            cause: 'retained',
            command: 'aws dynamodb delete-table --table-name orders',
          },
        ],
      }),
      [
        // The rollback reports also resources that never existed as deleted.
        event('Group', 'CREATE_FAILED'),
        event('Group', 'DELETE_COMPLETE'),
        {
          ...event('Data', 'CREATE_FAILED'),
          physicalId: 'theirs',
          reason: 'theirs already exists',
        },
        { ...event('Data', 'DELETE_COMPLETE'), physicalId: 'theirs' },
        event('Vpc', 'DELETE_FAILED'),
        event('Log', 'DELETE_COMPLETE'),
        event('Log', 'DELETE_COMPLETE'),
        event('Table', 'DELETE_SKIPPED'),
      ],
    );
    expect(error).toMatchObject({ code: 'failed', failure });
    expect(error.message.split('\n')).toEqual([
      'Stack orders was not created: Group (AWS::EC2::SecurityGroup, template line 13): no room.',
      'Last log lines of the function of Group:',
      '  step 1',
      '  step 2',
      'Rolled back: removed Log.',
      'Left in AWS: Table (AWS::DynamoDB::Table) orders: retained by its policy in the template. To delete it: aws dynamodb delete-table --table-name orders',
      'Failed to remove: Vpc.',
      'The stack is in ROLLBACK_FAILED: the next deploy deletes its remaining resources first.',
    ]);
  });

  it.each([
    ['UPDATE_ROLLBACK_COMPLETE', ': it is as it was before this deploy.'],
    [
      'UPDATE_ROLLBACK_FAILED',
      ': the next deploy continues its rollback first, and can skip resources that cannot be rolled back (--skipResources), or all of them (--forceRollback).',
    ],
    ['SOMETHING_NEW', '.'],
  ])('explains the state %s', (status, meaning) => {
    const result = resultIn(status, { operation: 'update' });
    expect(deployFailed(session, result, []).message).toBe(
      `Stack orders was not updated: it ended in ${status}.\nThe stack is in ${status}${meaning}`,
    );
  });
});

describe('earlierRunUnknown', () => {
  it('turns any error into unreachable, with the code of AWS', () => {
    const cause = new StackError('failed', 'Failed to describe stack orders.', {
      awsCode: 'AccessDenied',
      hasAwsAnswered: true,
    });
    expect(earlierRunUnknown(session, cause)).toMatchObject({
      code: 'unreachable',
      awsCode: 'AccessDenied',
      hasAwsAnswered: true,
      message: expect.stringMatching(
        /^Failed to describe stack orders\.\nAn earlier run may have started/,
      ),
    });
  });

  it('keeps an unreachable error unchanged', () => {
    const error = new StackError('unreachable', 'No response from AWS.');
    expect(earlierRunUnknown(session, error)).toBe(error);
  });
});
