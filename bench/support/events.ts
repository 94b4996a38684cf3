import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';

/**
 * Returns the time of the stack's newest terminal event, in milliseconds since the epoch.
 *
 * @throws Error if a stack operation is in progress
 */
export async function terminalEventAt(
  client: CloudFormationClient,
  stackName: string,
): Promise<number> {
  const { StackEvents = [] } = await client.send(
    new DescribeStackEventsCommand({ StackName: stackName }),
  );
  const [newest] = StackEvents;
  const isEnd =
    newest?.PhysicalResourceId === newest?.StackId &&
    /_(COMPLETE|FAILED)$/.test(newest?.ResourceStatus ?? '');
  if (!isEnd) {
    throw new Error(`Stack ${stackName} has a stack operation in progress.`);
  }
  return newest.Timestamp!.getTime();
}
