import { readEventPage, toStackEvent } from './EventPages';
import { callError } from '../session/aws/AwsCalls';
import { isMissingStack } from '../session/aws/faults';
import { stackNotFound, type StackReference } from '../session/describe';
import type { FollowOptions } from '../session/options';
import type { StackEvent } from '../session/results';
import { StackSession } from '../session/StackSession';

/** One page of DescribeStackEvents: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
const maxEvents = 100;

/**
 * The latest events of a stack, newest first, with one request. Those of nested stacks are not among them.
 *
 * @param options - `limit`: at most 100. @defaultValue 100
 * @throws StackError `notFound` when the stack does not exist; `unreachable`; `failed`
 * @public
 */
export async function recentEvents(
  options: StackReference &
    Pick<FollowOptions, 'retryPolicy'> & { limit?: number },
): Promise<StackEvent[]> {
  const { stackName, limit = maxEvents } = options;
  const session = new StackSession(options);
  try {
    const { StackEvents = [] } = await readEventPage(session, stackName);
    return StackEvents.slice(0, limit).map(event =>
      toStackEvent(event, session),
    );
  } catch (error) {
    if (isMissingStack(error)) throw stackNotFound(stackName);
    throw callError(`read the events of stack ${stackName}`, error);
  }
}
