import { clientsFor } from '../__testUtils__/world';
import { UnreachableError } from '../session/aws/faults';
import type { StackEvent } from '../session/results';
import { StackSession } from '../session/StackSession';
import { outcomeUnknown } from './outcomeUnknown';

const { cloudFormation } = clientsFor('http://127.0.0.1:1');
afterAll(() => cloudFormation.destroy());

const event: StackEvent = {
  id: '1',
  at: '2026-11-28T00:00:00.000Z',
  logicalId: 'Vpc',
  type: 'AWS::EC2::VPC',
  status: 'CREATE_IN_PROGRESS',
  stackArn: 'arn',
  path: [],
};
const reset = Object.assign(new Error('lost'), { code: 'ECONNRESET' });

it('names the last event when AWS stops responding', () => {
  const session = new StackSession({ cloudFormation, stackName: 'orders' });
  session.report(event);
  const cause = new UnreachableError('DescribeStackEvents', reset);
  expect(outcomeUnknown(session, 'deploy', cause)).toMatchObject({
    code: 'unreachable',
    awsCode: 'ECONNRESET',
    hasAwsAnswered: false,
    message:
      'Stack orders: the outcome of the deploy is unknown: AWS stopped responding (DescribeStackEvents: ECONNRESET). Last known event: Vpc CREATE_IN_PROGRESS.\nThe stack operation may continue in AWS. Check the stack in CloudFormation, then deploy again.',
  });
});

it('does not blame AWS for another error', () => {
  const session = new StackSession({ cloudFormation, stackName: 'orders' });
  const error = outcomeUnknown(session, 'destroy', new Error('no event'));
  expect(error.message).toMatch(
    /^Stack orders: the outcome of the destroy is unknown: failed to follow the stack operation \(Error: no event\)\. Last known event: none, /,
  );
  expect(error.hasAwsAnswered).toBeUndefined();
});
