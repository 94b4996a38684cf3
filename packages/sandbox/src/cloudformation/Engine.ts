import { randomUUID } from 'node:crypto';
import { AccountServices, ResourceServices } from '../resources/contract';
import { createStack, rollBackCreation } from './createOperation';
import { deleteStack } from './deleteOperation';
import { Durations } from './Durations';
import { Faults } from './Faults';
import { NestedStacks, StackEngine } from './NestedStacks';
import { Stack } from './Stack';
import { Stacks } from './Stacks';
import { StepContext } from './stepContext';
import { Desired, OnFailure, UpdateOptions } from './types';
import { updateStack } from './updateOperation';
import { cleanUpUpdate } from './updateCleanUp';
import { cleanUpRollback, rollBackUpdate } from './updateRollback';

/** The phase that runs in each status. Every phase ends by setting the next status. */
const phases: Record<string, (context: StepContext) => Promise<void>> = {
  CREATE_IN_PROGRESS: createStack,
  ROLLBACK_IN_PROGRESS: rollBackCreation,
  DELETE_IN_PROGRESS: deleteStack,
  UPDATE_IN_PROGRESS: updateStack,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: cleanUpUpdate,
  UPDATE_ROLLBACK_IN_PROGRESS: rollBackUpdate,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: cleanUpRollback,
};

/** A running stack operation. */
type Running = {
  /** Ends the current phase. The status of the stack selects the next one. */
  interrupt(): void;
  /** Ends the current phase. A status that is still in progress becomes a failed one. */
  abandon(reason: string): void;
  /** Settles when the stack operation has ended. */
  ended: Promise<void>;
};

/**
 * Runs stack operations in the background, one at a time per stack. The stack
 * itself holds the whole state of a stack operation, so that another process can
 * resume it.
 *
 * ```
 * change set ─▶ Engine ─▶ phase of the status ─▶ resource steps ─▶ handlers
 * ```
 */
export class Engine implements StackEngine {
  /** What resource handlers may use. */
  readonly services: ResourceServices;
  private readonly running = new Map<Stack, Running>();
  private readonly closing = new AbortController();

  constructor(
    private readonly options: {
      stacks: Stacks;
      services: AccountServices;
      faults: Faults;
      durations: Durations;
      /** Duration of each half of the work on a resource, in milliseconds. */
      resourceDelayMs: number;
      log: (line: string) => void;
    },
  ) {
    const { services, stacks } = options;
    const nestedStacks = new NestedStacks({
      ...services,
      stacks,
      engine: this,
    });
    this.services = { ...services, nestedStacks };
  }

  /** Starts to create the resources of a new stack. */
  create(stack: Stack, desired: Desired, onFailure: OnFailure): void {
    stack.desired = desired;
    stack.onFailure = onFailure;
    this.begin(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  }

  /** Starts to update a stack to a new desired state. */
  update(
    stack: Stack,
    desired: Desired,
    { onFailure, revertsDrift }: UpdateOptions,
  ): void {
    stack.updatedAt = new Date();
    stack.onFailure = onFailure;
    // After a failed update, a rollback returns to the state before that update.
    stack.update = {
      id: stack.update?.id ?? randomUUID(),
      before: stack.update?.before ?? stack.desired!,
      after: desired,
      steps: stack.update?.steps ?? new Map(),
      revertsDrift,
      isFirst: stack.update?.isFirst ?? stack.status === 'CREATE_FAILED',
    };
    this.begin(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  }

  /** Starts to delete a stack. Stops a running creation. */
  delete(stack: Stack, retain: string[]): void {
    stack.retain = retain;
    this.begin(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  }

  /** Rolls back a creation or an update, failed or running. */
  rollBack(stack: Stack, reason?: string): void {
    this.begin(
      stack,
      stack.update && !stack.update.isFirst
        ? 'UPDATE_ROLLBACK_IN_PROGRESS'
        : 'ROLLBACK_IN_PROGRESS',
      reason,
    );
  }

  abandon(stack: Stack, reason: string): void {
    this.running.get(stack)?.abandon(reason);
  }

  ended(stack: Stack): Promise<void> {
    return this.running.get(stack)?.ended ?? Promise.resolve();
  }

  /** Resumes every stack operation that an earlier process started. */
  resume(stacks: Stack[]): void {
    for (const stack of stacks) this.run(stack);
  }

  get isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  /** Stops all stack operations in their current state and waits until they have stopped. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.running.values()].map(({ ended }) => ended));
  }

  private begin(stack: Stack, status: string, reason?: string): void {
    stack.setStatus(status, reason);
    const running = this.running.get(stack);
    if (running) running.interrupt();
    else this.run(stack);
  }

  private run(stack: Stack): void {
    if (!phases[stack.status] || this.isClosing) return;
    let phase = new AbortController();
    let abandoned: string | undefined;
    const ended = Promise.resolve().then(async () => {
      while (phases[stack.status]) {
        const { status } = stack;
        this.options.log(`${stack.name}: ${status}`);
        await this.runPhase(stack, phase.signal);
        if (this.isClosing) return;
        if (stack.status === status && phase.signal.aborted) {
          fail(stack, abandoned);
        }
        phase = new AbortController();
      }
      this.running.delete(stack);
      this.options.log(`${stack.name}: ${stack.status}`);
    });
    this.running.set(stack, {
      interrupt: () => phase.abort(),
      abandon: reason => {
        abandoned = reason;
        phase.abort();
      },
      ended,
    });
  }

  private async runPhase(stack: Stack, signal: AbortSignal): Promise<void> {
    const { faults, durations, resourceDelayMs, log } = this.options;
    const closing = this.closing.signal;
    try {
      await phases[stack.status]({
        stack,
        services: this.services,
        faults,
        durations,
        delayMs: resourceDelayMs,
        signal: AbortSignal.any([signal, closing]),
        closing,
      });
    } catch (error) {
      if (closing.aborted) return;
      log(`${stack.name}: internal error: ${(error as Error).stack ?? error}`);
      fail(stack, `sandbox: internal error: ${(error as Error).message}`);
    }
  }
}

function fail(stack: Stack, reason?: string): void {
  stack.setStatus(stack.status.replace(/_IN_PROGRESS$/, '_FAILED'), reason);
}
