import { ResourceServices } from '../resources/handler';
import { createStack } from './createOperation';
import { deleteStack } from './deleteOperation';
import { Faults } from './faults';
import { StepContext } from './resourceSteps';
import { Desired, OnFailure, Stack } from './stack';
import { updateStack } from './updateOperation';

/**
 * Runs the operations of stacks: one at a time per stack, in the background.
 *
 * ```
 * change set ─▶ Engine ─▶ create/update/delete operation ─▶ resource steps ─▶ handlers
 * ```
 */
export class Engine {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly options: {
      services: ResourceServices;
      faults: Faults;
      resourceDelayMs: number;
      log: (line: string) => void;
    },
  ) {}

  /** Starts to create the resources of a new stack. */
  create(stack: Stack, desired: Desired, onFailure: OnFailure): void {
    stack.desired = desired;
    stack.onFailure = onFailure;
    stack.setStatus('CREATE_IN_PROGRESS', 'User Initiated');
    this.start(stack, context => createStack(context, desired));
  }

  /** Starts to bring a stack to a new desired state. */
  update(stack: Stack, desired: Desired, onFailure: OnFailure): void {
    stack.updatedAt = new Date();
    stack.onFailure = onFailure;
    stack.setStatus('UPDATE_IN_PROGRESS', 'User Initiated');
    this.start(stack, context => updateStack(context, desired));
  }

  /** Starts to delete a stack; cancels what is under way first. */
  delete(stack: Stack, retain: string[]): void {
    const before = stack.operation;
    before?.cancel();
    stack.setStatus('DELETE_IN_PROGRESS', 'User Initiated');
    this.start(stack, async context => {
      await before?.ended;
      await deleteStack(context, retain);
    });
  }

  /** Stops everything under way and waits until it has stopped. */
  async close(stacks: Iterable<Stack>): Promise<void> {
    for (const stack of stacks) stack.operation?.cancel();
    await Promise.all(this.running);
  }

  private start(
    stack: Stack,
    run: (context: StepContext) => Promise<void>,
  ): void {
    const { services, faults, resourceDelayMs, log } = this.options;
    const controller = new AbortController();
    const { signal } = controller;
    log(`${stack.name}: ${stack.status}`);
    const context = {
      stack,
      services,
      faults,
      delayMs: resourceDelayMs,
      signal,
    };
    const ended = run(context).catch(error => {
      log(`${stack.name}: sandbox failure: ${error?.stack ?? error}`);
      stack.setStatus(
        stack.status.replace(/_IN_PROGRESS$/, '_FAILED'),
        `sandbox: internal failure: ${error?.message ?? error}`,
      );
    });
    const operation = { cancel: () => controller.abort(), ended };
    stack.operation = operation;
    this.running.add(ended);
    ended.then(() => {
      this.running.delete(ended);
      if (stack.operation === operation) stack.operation = undefined;
      log(`${stack.name}: ${stack.status}`);
    });
  }
}
