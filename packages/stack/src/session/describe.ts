import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { checkAccount } from './account';
import { callError } from './aws/AwsCalls';
import { isMissingStack } from './aws/faults';
import { StackError } from './StackError';
import type { FollowOptions } from './options';
import { StackSession } from './StackSession';

/**
 * The stack that `describeStack` and the functions beside it read.
 * @public
 */
export type StackReference = {
  cloudFormation: CloudFormationClient;
  /** Name or ARN. CloudFormation finds a deleted stack by its ARN only. */
  stackName: string;
};

/**
 * The current state of a stack.
 * @public
 */
export type StackDescription = {
  stackArn: string;
  stackName: string;
  /** CloudFormation's own status. */
  status: string;
  /** Why the stack is in this state, if CloudFormation gives a reason. */
  statusReason?: string;
  /** For a nested stack: the ARN of the stack that contains it. */
  parentArn?: string;
  /** True when termination protection is on: CloudFormation then rejects a deletion. */
  isProtected?: boolean;
  /** ISO 8601. */
  createdAt?: string;
  /** When the latest update started, ISO 8601. Absent if there was none. */
  updatedAt?: string;
  /** Result of the latest drift detection. */
  drift?: {
    status: 'IN_SYNC' | 'DRIFTED' | 'NOT_CHECKED' | 'UNKNOWN';
    /** ISO 8601. */
    checkedAt?: string;
  };
  tags: Record<string, string>;
  outputs: Record<string, string>;
  /** Parameter values. CloudFormation returns `****` for a NoEcho parameter. */
  parameters: Record<string, string>;
};

/**
 * One resource of a stack.
 * @public
 */
export type StackResource = {
  logicalId: string;
  physicalId?: string;
  type: string;
  status: string;
  /** For a state in `_FAILED`: CloudFormation's reason. */
  reason?: string;
};

/**
 * Describes a stack. With `accountId` and `sts`, first checks the account, because a stack that is missing in another
 * account must not count as deleted.
 *
 * @returns undefined when the stack does not exist
 * @throws StackError `input` for credentials of another account; `unreachable`; `failed`
 * @public
 */
export async function describeStack(
  options: StackReference &
    Pick<
      FollowOptions,
      'accountId' | 'sts' | 'retryPolicy' | 'patience' | 'formatOption'
    >,
): Promise<StackDescription | undefined> {
  const session = new StackSession(options);
  try {
    await checkAccount(session, options);
    return await readStack(session);
  } catch (error) {
    throw callError(`describe stack ${options.stackName}`, error);
  }
}

/**
 * The outputs of a stack by name.
 *
 * @throws StackError `notFound` when the stack does not exist; `unreachable`; `failed`
 * @public
 */
export async function stackOutputs(
  options: StackReference,
): Promise<Record<string, string>> {
  const stack = await describeStack(options);
  if (!stack) throw stackNotFound(options.stackName);
  return stack.outputs;
}

/**
 * The resources of a stack with their states.
 *
 * @throws StackError `notFound` when the stack does not exist; `unreachable`; `failed`
 * @public
 */
export async function listResources(
  options: StackReference & Pick<FollowOptions, 'accountId'>,
): Promise<StackResource[]> {
  const { stackName } = options;
  const session = new StackSession(options);
  try {
    const arn = stackName.startsWith('arn:')
      ? stackName
      : (await readStack(session))?.stackArn;
    if (!arn) throw stackNotFound(stackName);
    return await readResources(session, arn);
  } catch (error) {
    if (isMissingStack(error)) throw stackNotFound(stackName);
    throw callError(`list the resources of stack ${stackName}`, error);
  }
}

/**
 * ListStackResources, all pages.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function readResources(
  { calls, cloudFormation }: StackSession,
  stackArn: string,
): Promise<StackResource[]> {
  const list = (NextToken?: string) =>
    calls.call('ListStackResources', o =>
      cloudFormation.send(
        new ListStackResourcesCommand({ StackName: stackArn, NextToken }),
        o,
      ),
    );
  const resources: StackResource[] = [];
  let next: string | undefined;
  do {
    const page = await list(next);
    for (const summary of page.StackResourceSummaries ?? []) {
      resources.push({
        logicalId: summary.LogicalResourceId!,
        physicalId: summary.PhysicalResourceId || undefined,
        type: summary.ResourceType!,
        status: summary.ResourceStatus!,
        ...(summary.ResourceStatus!.endsWith('_FAILED') &&
        summary.ResourceStatusReason
          ? { reason: summary.ResourceStatusReason }
          : {}),
      });
    }
    next = page.NextToken || undefined;
  } while (next);
  return resources;
}

/**
 * DescribeStacks for one stack. CloudFormation also finds a stack by an alias, so every later call uses the ARN of the
 * stack that this one returns: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetAlias.html
 *
 * @param nameOrArn - the ARN, unless the stack is not known yet
 * @returns undefined when the stack does not exist
 * @throws UnreachableError, or what the SDK throws
 */
export async function readStack(
  { calls, cloudFormation, stackName }: StackSession,
  nameOrArn = stackName,
): Promise<StackDescription | undefined> {
  try {
    const { Stacks } = await calls.call('DescribeStacks', o =>
      cloudFormation.send(
        new DescribeStacksCommand({ StackName: nameOrArn }),
        o,
      ),
    );
    return Stacks?.[0] && toDescription(Stacks[0]);
  } catch (error) {
    if (isMissingStack(error)) return undefined;
    throw error;
  }
}

/** The error for a stack that does not exist, `notFound`. */
export function stackNotFound(stackName: string): StackError {
  return new StackError(
    'notFound',
    `Stack ${stackName} does not exist. Check the name, the account and the region, or deploy the stack first.`,
  );
}

/** Converts a stack of the SDK. */
export function toDescription(stack: Stack): StackDescription {
  return {
    stackArn: stack.StackId!,
    stackName: stack.StackName!,
    status: stack.StackStatus!,
    statusReason: stack.StackStatusReason || undefined,
    ...(stack.ParentId ? { parentArn: stack.ParentId } : {}),
    ...(stack.EnableTerminationProtection ? { isProtected: true } : {}),
    ...(stack.CreationTime && { createdAt: stack.CreationTime.toISOString() }),
    ...(stack.LastUpdatedTime && {
      updatedAt: stack.LastUpdatedTime.toISOString(),
    }),
    ...driftOf(stack),
    tags: record(stack.Tags, t => [t.Key, t.Value]),
    outputs: record(stack.Outputs, o => [o.OutputKey, o.OutputValue]),
    parameters: record(stack.Parameters, p => [
      p.ParameterKey,
      p.ParameterValue,
    ]),
  };
}

function driftOf({
  DriftInformation: drift,
}: Stack): Pick<StackDescription, 'drift'> {
  const status = (['IN_SYNC', 'DRIFTED', 'NOT_CHECKED'] as const).find(
    one => one === drift?.StackDriftStatus,
  );
  if (!drift) return {};
  const checkedAt = drift.LastCheckTimestamp?.toISOString();
  return {
    drift: { status: status ?? 'UNKNOWN', ...(checkedAt && { checkedAt }) },
  };
}

function record<T>(
  items: T[] | undefined,
  entry: (item: T) => [string | undefined, string | undefined],
): Record<string, string> {
  return Object.fromEntries(
    (items ?? []).map(item => {
      const [key, value] = entry(item);
      return [key ?? '', value ?? ''];
    }),
  );
}
