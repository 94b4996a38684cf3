import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { clientsFor } from '../__testUtils__/world';
import { StackSession } from '../session/StackSession';
import { History } from './History';

const stackArn = 'arn:aws:cloudformation:eu-central-1:1:stack/orders/1';
const stackIn = (status: string) => ({
  stackArn,
  stackName: 'orders',
  status,
  tags: {},
  outputs: {},
  parameters: {},
});

/** An event of the stack itself: its status, its token, and the reason. */
type OfStack = [status: string, token?: string, reason?: string];

/** The history of a stack with these events, oldest first, after all of them were read. */
async function historyOf(events: OfStack[]): Promise<History> {
  const { cloudFormation } = clientsFor('http://127.0.0.1:1');
  cloudFormation.send = async () => ({
    $metadata: {},
    StackEvents: events
      .map(
        ([status, token, reason], index): StackEvent => ({
          StackId: stackArn,
          StackName: 'orders',
          EventId: `${index}`,
          Timestamp: new Date(index),
          LogicalResourceId: 'orders',
          PhysicalResourceId: stackArn,
          ResourceType: 'AWS::CloudFormation::Stack',
          ResourceStatus: status as StackEvent['ResourceStatus'],
          ClientRequestToken: token,
          ResourceStatusReason: reason,
        }),
      )
      .reverse(),
  });
  const session = new StackSession({ cloudFormation, stackName: 'orders' });
  const history = new History(session, stackArn, 't');
  while (await history.next());
  return history;
}

it.each<[string, OfStack[], string, object]>([
  [
    'a create in progress',
    [['REVIEW_IN_PROGRESS'], ['CREATE_IN_PROGRESS', 't']],
    'CREATE_IN_PROGRESS',
    { kind: 'create', before: '0', ended: undefined, isCancelled: false },
  ],
  [
    'an update that ended before another one',
    [
      ['UPDATE_IN_PROGRESS', 't'],
      ['UPDATE_COMPLETE', 't'],
      ['UPDATE_IN_PROGRESS', 'other'],
    ],
    'UPDATE_IN_PROGRESS',
    { kind: 'update', before: undefined, ended: 'UPDATE_COMPLETE' },
  ],
  [
    'a create that a deletion interrupted',
    [
      ['CREATE_IN_PROGRESS', 't'],
      ['DELETE_IN_PROGRESS', 'other'],
    ],
    'DELETE_IN_PROGRESS',
    { kind: 'create', ended: 'DELETE_IN_PROGRESS', isCancelled: false },
  ],
  [
    'a create that its own cancellation deleted',
    [
      ['CREATE_IN_PROGRESS', 't'],
      ['DELETE_IN_PROGRESS', 'cancel-t'],
      ['DELETE_COMPLETE', 'cancel-t'],
    ],
    'DELETE_COMPLETE',
    { kind: 'create', ended: 'DELETE_COMPLETE', isCancelled: true },
  ],
  [
    'an update that a person canceled in the console',
    [
      ['UPDATE_IN_PROGRESS', 't'],
      ['UPDATE_ROLLBACK_IN_PROGRESS', 't', 'User Initiated'],
    ],
    'UPDATE_ROLLBACK_IN_PROGRESS',
    { kind: 'update', ended: undefined, isCancelled: true },
  ],
])('recognizes %s', async (_, events, status, expected) => {
  const operation = (await historyOf(events)).operation(stackIn(status));
  expect(operation).toMatchObject(expected);
});

it('finds no stack operation without an event of the token', async () => {
  const history = await historyOf([['CREATE_IN_PROGRESS', 'other']]);
  expect(history.hasOwn).toBe(false);
  expect(history.operation(stackIn('CREATE_IN_PROGRESS'))).toBeUndefined();
});
