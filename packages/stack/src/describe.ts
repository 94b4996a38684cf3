import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { type AwsCalls, callFailed } from './aws/calls';
import { isMissingStack } from './aws/faults';
import { checkAccount } from './deploy/account';
import { Operation } from './deploy/operation';
import { StackError } from './errors';
import type { FollowOptions } from './types';

/** What `describeStack` and its siblings take: a stack's name or ARN. */
export type StackReference = {
  cloudFormation: CloudFormationClient;
  /** Name or ARN. A deleted stack is found by ARN only. */
  stackName: string;
};

/** A stack as it is now. */
export type StackDescription = {
  stackArn: string;
  stackName: string;
  /** CloudFormation's own word. */
  status: string;
  /** Why it is in this state, where CloudFormation says. */
  statusReason?: string;
  /** Of a nested stack: the stack that it is a resource of. */
  parentArn?: string;
  /** Set when termination protection is on: CloudFormation refuses to delete it. */
  isProtected?: boolean;
  tags: Record<string, string>;
  outputs: Record<string, string>;
  /** Parameter values; those marked NoEcho are `****`. */
  parameters: Record<string, string>;
};

/** One resource of a stack. */
export type StackResource = {
  logicalId: string;
  physicalId?: string;
  type: string;
  status: string;
};

/**
 * Describes a stack. With `accountId` and `sts` it makes sure first that the account is the right one: in another one
 * there is no such stack, which would not mean that it is gone.
 *
 * @returns undefined when there is no such stack
 * @throws StackError `input` for credentials of another account, `unreachable` or `failed`
 */
export async function describeStack(
  options: StackReference &
    Pick<FollowOptions, 'accountId' | 'sts' | 'patience'>,
): Promise<StackDescription | undefined> {
  const operation = new Operation(options);
  try {
    await checkAccount(operation, options);
    return await lookAtStack(options, operation.calls);
  } catch (error) {
    throw callFailed(`look at stack ${options.stackName}`, error);
  }
}

/**
 * The stack's outputs by name.
 *
 * @throws StackError `notFound` when there is no such stack
 */
export async function stackOutputs(
  options: StackReference,
): Promise<Record<string, string>> {
  const stack = await describeStack(options);
  if (!stack) throw noSuchStack(options.stackName);
  return stack.outputs;
}

/**
 * The stack's resources with their state.
 *
 * @throws StackError `notFound` when there is no such stack
 */
export async function listResources(
  options: StackReference & Pick<FollowOptions, 'accountId'>,
): Promise<StackResource[]> {
  const { stackName } = options;
  try {
    return await listedResources(options, new Operation(options).calls);
  } catch (error) {
    if (isMissingStack(error)) throw noSuchStack(stackName);
    throw callFailed(`list the resources of stack ${stackName}`, error);
  }
}

/** ListStackResources, all pages; throws as the SDK does. */
export async function listedResources(
  { cloudFormation, stackName }: StackReference,
  calls: AwsCalls,
): Promise<StackResource[]> {
  const list = (NextToken?: string) =>
    calls.call('ListStackResources', o =>
      cloudFormation.send(
        new ListStackResourcesCommand({ StackName: stackName, NextToken }),
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
      });
    }
    next = page.NextToken || undefined;
  } while (next);
  return resources;
}

/** DescribeStacks for one stack, undefined when missing; throws as the SDK does. */
export async function lookAtStack(
  { cloudFormation, stackName }: StackReference,
  calls: AwsCalls,
): Promise<StackDescription | undefined> {
  try {
    const { Stacks } = await calls.call('DescribeStacks', o =>
      cloudFormation.send(
        new DescribeStacksCommand({ StackName: stackName }),
        o,
      ),
    );
    return Stacks?.[0] && descriptionOf(Stacks[0]);
  } catch (error) {
    if (isMissingStack(error)) return undefined;
    throw error;
  }
}

/** The error for a stack that is not there, `notFound`. */
export function noSuchStack(stackName: string): StackError {
  return new StackError(
    'notFound',
    `Stack ${stackName} does not exist. Check the name, the account and the region; it may not have been deployed yet.`,
  );
}

/** What CloudFormation says of a stack, as we keep it. */
export function descriptionOf(stack: Stack): StackDescription {
  return {
    stackArn: stack.StackId!,
    stackName: stack.StackName!,
    status: stack.StackStatus!,
    statusReason: stack.StackStatusReason || undefined,
    ...(stack.ParentId ? { parentArn: stack.ParentId } : {}),
    ...(stack.EnableTerminationProtection ? { isProtected: true } : {}),
    tags: record(stack.Tags, t => [t.Key, t.Value]),
    outputs: record(stack.Outputs, o => [o.OutputKey, o.OutputValue]),
    parameters: record(stack.Parameters, p => [
      p.ParameterKey,
      p.ParameterValue,
    ]),
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
