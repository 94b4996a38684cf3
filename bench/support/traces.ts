import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  paginateListStacks,
  type StackEvent,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';

/** Returns the stack's state, or `none`. */
export async function stateOf(
  client: CloudFormationClient,
  stackName: string,
): Promise<string> {
  const answer = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch(error => {
      if (/does not exist/.test(error.message)) return undefined;
      throw error;
    });
  return answer?.Stacks?.[0]?.StackStatus ?? 'none';
}

/** All events of a stack, oldest first. */
export async function eventsOf(
  client: CloudFormationClient,
  stackName: string,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: stackName, NextToken }),
    );
    events.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return events.reverse();
}

/** ARNs of all stacks with a name, including deleted ones. */
export async function stacksNamed(
  client: CloudFormationClient,
  stackName: string,
): Promise<Array<{ arn: string; status: string }>> {
  const stacks = [];
  for await (const page of paginateListStacks({ client }, {})) {
    for (const { StackName, StackId, StackStatus } of page.StackSummaries ??
      []) {
      if (StackName === stackName) {
        stacks.push({ arn: StackId!, status: StackStatus! });
      }
    }
  }
  return stacks;
}

/**
 * Finds traces that a deploy must never leave: a change set that was not executed, a stack operation that was started twice, a
 * resource that was created twice.
 *
 * @param operations - expected number of creates and updates of the stack
 * @returns the problems, as texts
 */
export async function findTraces(
  client: CloudFormationClient,
  stackName: string,
  operations: number,
): Promise<string[]> {
  const problems: string[] = [];
  const events = await eventsOf(client, stackName);
  const ofStack = events.filter(
    event => event.PhysicalResourceId === event.StackId,
  );
  const started = ofStack.filter(({ ResourceStatus }) =>
    /^(CREATE|UPDATE)_IN_PROGRESS$/.test(ResourceStatus!),
  ).length;
  if (started !== operations) problems.push(`${started} operations started`);
  const made = events
    .filter(event => event.ResourceStatus === 'CREATE_COMPLETE')
    .map(event => event.LogicalResourceId!);
  const twice = made.filter((id, index) => made.indexOf(id) !== index);
  if (twice.length > 0) problems.push(`created twice: ${twice.join(', ')}`);
  const { Summaries = [] } = await client.send(
    new ListChangeSetsCommand({ StackName: stackName }),
  );
  const open = Summaries.filter(
    // Executed change sets stay in the list with their status.
    summary => !summary.ExecutionStatus?.startsWith('EXECUTE_'),
  );
  if (open.length > 0) problems.push(`${open.length} change sets left`);
  return problems;
}
