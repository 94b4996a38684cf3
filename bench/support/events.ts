import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';

/**
 * When the stack's newest terminal event happened, in milliseconds since the epoch.
 *
 * @throws Error when the stack is still at work
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
  if (!isEnd) throw new Error(`Stack ${stackName} is still at work.`);
  return newest.Timestamp!.getTime();
}
