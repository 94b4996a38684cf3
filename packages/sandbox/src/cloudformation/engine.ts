import { randomUUID } from 'node:crypto';
import { ResourceServices } from '../resources/handler';
import { createStack, rollBackCreation } from './createOperation';
import { deleteStack } from './deleteOperation';
import { Durations } from './durations';
import { Faults } from './faults';
import { Desired, OnFailure, Stack } from './stack';
import { updateStack } from './updateOperation';
import { cleanUpUpdate } from './updateCleanUp';
import { cleanUpRollback, rollBackUpdate } from './updateRollback';
import { StepContext } from './stepContext';

/** What there is to do in a status; each phase ends by moving the stack on. */
const PHASES: Record<string, (context: StepContext) => Promise<void>> = {
  CREATE_IN_PROGRESS: createStack,
  ROLLBACK_IN_PROGRESS: rollBackCreation,
  DELETE_IN_PROGRESS: deleteStack,
  UPDATE_IN_PROGRESS: updateStack,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: cleanUpUpdate,
  UPDATE_ROLLBACK_IN_PROGRESS: rollBackUpdate,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: cleanUpRollback,
};

/**
 * Runs the operations of stacks: one at a time per stack, in the background.
 * All that an operation has to know is in the stack, so that it can go on in
 * another process.
 *
 * ```
 * change set ─▶ Engine ─▶ phase of the status ─▶ resource steps ─▶ handlers
 * ```
 */
export class Engine {
  private readonly running = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly options: {
      services: ResourceServices;
      faults: Faults;
      durations: Durations;
      resourceDelayMs: number;
      log: (line: string) => void;
    },
  ) {}

  /** Starts to create the resources of a new stack. */
  create(stack: Stack, desired: Desired, onFailure: OnFailure): void {
    stack.desired = desired;
    stack.onFailure = onFailure;
    this.begin(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  }

  /** Starts to bring a stack to a new desired state. */
  update(stack: Stack, desired: Desired, onFailure: OnFailure): void {
    stack.updatedAt = new Date();
    stack.onFailure = onFailure;
    // After a failed update, what can be rolled back to is what was before it.
    stack.update = {
      id: stack.update?.id ?? randomUUID(),
      before: stack.update?.before ?? stack.desired!,
      after: desired,
      steps: stack.update?.steps ?? new Map(),
    };
    this.begin(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  }

  /** Starts to delete a stack; gives up the creation under way. */
  delete(stack: Stack, retain: string[]): void {
    stack.retain = retain;
    this.begin(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  }

  /** Rolls back a creation or an update, failed or under way. */
  rollBack(stack: Stack, reason?: string): void {
    this.begin(
      stack,
      stack.update ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS',
      reason,
    );
  }

  /** Goes on with every operation that another process has begun. */
  resume(stacks: Stack[]): void {
    for (const stack of stacks) this.run(stack);
  }

  /** Whether it has been told to stop. */
  get isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  /** Stops everything under way, as it is, and waits until it has stopped. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
  }

  private begin(stack: Stack, status: string, reason?: string): void {
    stack.setStatus(status, reason);
    if (stack.running) stack.running.interrupt();
    else this.run(stack);
  }

  private run(stack: Stack): void {
    if (!PHASES[stack.status] || this.isClosing) return;
    let phase = new AbortController();
    let abandoned: string | undefined;
    const ended = Promise.resolve().then(async () => {
      while (PHASES[stack.status]) {
        const { status } = stack;
        this.options.log(`${stack.name}: ${status}`);
        await this.runPhase(stack, phase.signal);
        if (this.isClosing) return;
        if (stack.status === status && phase.signal.aborted) {
          fail(stack, abandoned);
        }
        phase = new AbortController();
      }
      stack.running = undefined;
      this.options.log(`${stack.name}: ${stack.status}`);
    });
    stack.running = {
      interrupt: () => phase.abort(),
      abandon: reason => {
        abandoned = reason;
        phase.abort();
      },
      ended,
    };
    this.running.add(ended);
    ended.then(() => this.running.delete(ended));
  }

  private async runPhase(stack: Stack, signal: AbortSignal): Promise<void> {
    const { services, faults, durations, resourceDelayMs, log } = this.options;
    const closing = this.closing.signal;
    try {
      await PHASES[stack.status]({
        stack,
        services,
        faults,
        durations,
        delayMs: resourceDelayMs,
        signal: AbortSignal.any([signal, closing]),
        closing,
      });
    } catch (error) {
      if (closing.aborted) return;
      log(`${stack.name}: sandbox failure: ${(error as Error).stack ?? error}`);
      fail(stack, `sandbox: internal failure: ${(error as Error).message}`);
    }
  }
}

function fail(stack: Stack, reason?: string): void {
  stack.setStatus(stack.status.replace(/_IN_PROGRESS$/, '_FAILED'), reason);
}
