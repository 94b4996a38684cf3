import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  paginateListStacks,
  type StackEvent,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';

/** The stack's state, or `none`. */
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

/** ARNs of all stacks of a name, those deleted included. */
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
 * What an operation must never leave behind: a change set that nobody executed, an operation that was begun twice, a
 * resource that was made twice.
 *
 * @param operations - how many creates and updates the stack has seen on purpose
 * @returns what is wrong, in words
 */
export async function wrongTraces(
  client: CloudFormationClient,
  stackName: string,
  operations: number,
): Promise<string[]> {
  const wrong: string[] = [];
  const events = await eventsOf(client, stackName);
  const ofStack = events.filter(
    event => event.PhysicalResourceId === event.StackId,
  );
  const begun = ofStack.filter(({ ResourceStatus }) =>
    /^(CREATE|UPDATE)_IN_PROGRESS$/.test(ResourceStatus!),
  ).length;
  if (begun !== operations) wrong.push(`${begun} operations begun`);
  const made = events
    .filter(event => event.ResourceStatus === 'CREATE_COMPLETE')
    .map(event => event.LogicalResourceId!);
  const twice = made.filter((id, index) => made.indexOf(id) !== index);
  if (twice.length > 0) wrong.push(`made twice: ${twice.join(', ')}`);
  const { Summaries = [] } = await client.send(
    new ListChangeSetsCommand({ StackName: stackName }),
  );
  const open = Summaries.filter(
    // Executed ones stay in the list, with how it went.
    summary => !summary.ExecutionStatus?.startsWith('EXECUTE_'),
  );
  if (open.length > 0) wrong.push(`${open.length} change sets left`);
  return wrong;
}
