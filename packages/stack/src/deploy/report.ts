import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { lookAtStack, type StackDescription } from '../describe';
import type { EventReader } from '../follow/events';
import type { FollowedOperation } from '../follow/follow';
import { rootCause } from '../follow/rootCause';
import type { DeployOptions, DeployResult } from '../types';
import type { Template } from '../template/parse';
import { succeeded } from './findOperation';
import type { Operation } from './operation';
import { failed } from './outcome';

/** The result of a deploy while it is being made. */
export class Report {
  readonly result: DeployResult;
  private readonly started: number;

  constructor(private readonly operation: Operation) {
    this.started = operation.clock.now();
    this.result = {
      stackArn: '',
      operation: 'create',
      status: '',
      outputs: {},
      changes: [],
      timings: { package: 0, plan: 0, execute: 0, total: 0 },
      apiCalls: operation.calls.counts,
    };
  }

  /** Runs a part and adds its time to the result's. */
  async timed<T>(
    part: 'package' | 'plan' | 'execute',
    run: () => Promise<T>,
  ): Promise<T> {
    const begin = this.operation.clock.now();
    try {
      return await run();
    } finally {
      this.result.timings[part] += this.operation.clock.now() - begin;
    }
  }

  /** The result as it is now. */
  finish(changes: Partial<DeployResult> = {}): DeployResult {
    Object.assign(this.result, changes);
    this.result.timings.total = this.operation.clock.now() - this.started;
    return this.result;
  }

  /**
   * The result of an operation that CloudFormation has ended.
   *
   * @throws StackError `failed` with the root cause, or what the SDK throws
   */
  async conclude(
    options: DeployOptions,
    template: Template,
    reader: EventReader,
    { status, events }: FollowedOperation,
  ): Promise<DeployResult> {
    const { operation } = this;
    const { stackArn } = this.result;
    if (succeeded.has(status)) {
      const stack = await lookAtStack(
        { cloudFormation: operation.cloudFormation, stackName: stackArn },
        operation.calls,
      );
      await protectAsAsked(operation, options, stack);
      return this.finish({ status, outputs: stack?.outputs ?? {} });
    }
    const failure = rootCause(events, e => reader.isOfStack(e), template);
    if (failure && !failure.path) {
      const logTail = await operation.logTails?.of(failure.logicalId);
      if (logTail?.length) failure.logTail = logTail;
    }
    const result = this.finish({ status, ...(failure ? { failure } : {}) });
    throw failed(operation.stackName, result, events);
  }
}

/**
 * Protects a stack that stands from deletion, where the deploy was asked to and it is not yet. A service that runs and
 * could not be protected is told, not failed: everything else is as it was asked for.
 */
export async function protectAsAsked(
  operation: Operation,
  { terminationProtection }: DeployOptions,
  stack: StackDescription | undefined,
): Promise<void> {
  if (!terminationProtection || !stack || stack.isProtected) return;
  try {
    await operation.calls.call('UpdateTerminationProtection', o =>
      operation.cloudFormation.send(
        new UpdateTerminationProtectionCommand({
          StackName: stack.stackArn,
          EnableTerminationProtection: true,
        }),
        o,
      ),
    );
    operation.progress('The stack is protected from deletion.');
  } catch (error) {
    operation.progress(
      `! NOT PROTECTED: the stack could not be protected from deletion (${
        (error as Error).message
      }). Give the deploying role cloudformation:UpdateTerminationProtection and deploy again.`,
    );
  }
}
