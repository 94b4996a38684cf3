import {
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  type ResourceChange,
} from '@aws-sdk/client-cloudformation';
import type { StackSession } from '../session/StackSession';

/**
 * DescribeChangeSet, one page.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export function describePage(
  { calls, cloudFormation }: StackSession,
  changeSetArn: string,
  NextToken?: string,
): Promise<DescribeChangeSetCommandOutput> {
  return calls.call('DescribeChangeSet', o =>
    cloudFormation.send(
      new DescribeChangeSetCommand({
        ChangeSetName: changeSetArn,
        IncludePropertyValues: true,
        NextToken,
      }),
      o,
    ),
  );
}

/**
 * A change set that CloudFormation has computed or failed to compute, such as that of a nested stack.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function describeChangeSet(
  session: StackSession,
  changeSetArn: string,
): Promise<{
  stackArn: string;
  stackName: string;
  /** Why CloudFormation could not compute it, or why nothing changes. */
  statusReason?: string;
  parameters: Record<string, string>;
  resourceChanges: ResourceChange[];
}> {
  const page = await describePage(session, changeSetArn);
  return {
    stackArn: page.StackId!,
    stackName: page.StackName!,
    ...(page.StatusReason ? { statusReason: page.StatusReason } : {}),
    parameters: Object.fromEntries(
      (page.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [
        ParameterKey!,
        ParameterValue ?? '',
      ]),
    ),
    resourceChanges: await allChanges(session, changeSetArn, page),
  };
}

/**
 * The changes of a change set, all pages.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function allChanges(
  session: StackSession,
  changeSetArn: string,
  firstPage: DescribeChangeSetCommandOutput,
): Promise<ResourceChange[]> {
  const changes: ResourceChange[] = [];
  let page = firstPage;
  for (;;) {
    for (const { ResourceChange: change } of page.Changes ?? []) {
      if (change) changes.push(change);
    }
    if (!page.NextToken) return changes;
    page = await describePage(session, changeSetArn, page.NextToken);
  }
}
