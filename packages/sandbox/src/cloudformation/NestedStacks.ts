import { Account, LiveResource, Properties } from '../account/Account';
import { asNumber } from '../account/values';
import {
  Created,
  CustomResourceError,
  NestedStackPort,
  ResourceContext,
  Updated,
} from '../resources/contract';
import { ObjectStore } from '../s3/ObjectStore';
import { isUnchanged } from './changeSet';
import { nestedDesired, newNestedStack, plannedStack } from './nestedDesired';
import { planChanges } from './planChanges';
import { Stack } from './Stack';
import { Stacks } from './Stacks';
import { Desired, OnFailure, UpdateOptions } from './types';

/** The part of the engine that nested stacks use. */
export interface StackEngine {
  create(stack: Stack, desired: Desired, onFailure: OnFailure): void;
  update(stack: Stack, desired: Desired, o: UpdateOptions): void;
  delete(stack: Stack, retain: string[]): void;
  rollBack(stack: Stack, reason?: string): void;
  /** Stops the running stack operation, which then fails with the reason. */
  abandon(stack: Stack, reason: string): void;
  /** Settles when no stack operation of the stack is running. */
  ended(stack: Stack): Promise<void>;
  /** Whether the sandbox is closing. */
  readonly isClosing: boolean;
}

/**
 * Stacks as resources of other stacks. Each is a complete stack with a parent and
 * its own events.
 *
 * All failures are {@link CustomResourceError}s, because their reasons appear in
 * the parent without the text that CloudFormation adds to a handler's message.
 */
export class NestedStacks implements NestedStackPort {
  constructor(
    private readonly context: {
      account: Account;
      objects: ObjectStore;
      stacks: Stacks;
      engine: StackEngine;
    },
  ) {}

  /** Creates the stack and waits for it. A failed stack stays for the parent's rollback. */
  async create(
    context: ResourceContext,
    properties: Properties,
  ): Promise<Created> {
    const { stacks } = this.context;
    const nested = context.physicalId
      ? stacks.get(context.physicalId)
      : this.begin(context, properties);
    await this.untilCreated(nested, context.signal, properties);
    if (nested.status === 'CREATE_COMPLETE') {
      return { physicalId: nested.id, attributes: outputs(nested) };
    }
    const reason = (nested.statusReason ?? '').trimEnd();
    throw new CustomResourceError(
      `Embedded stack ${nested.id} was not successfully created: ${reason} `,
      nested.id,
    );
  }

  private begin(context: ResourceContext, properties: Properties): Stack {
    const { stacks, engine } = this.context;
    const parent = stacks.get(context.stackId);
    const desired = this.desired(parent, properties);
    const nested =
      plannedStack(stacks, parent, context.logicalId) ??
      newNestedStack(stacks, parent, context.logicalId);
    nested.token = parent.token;
    stacks.add(nested);
    engine.create(nested, desired, 'DO_NOTHING');
    context.initiated?.(nested.id);
    return nested;
  }

  /** Updates the stack and waits for it, or rolls back the last update. */
  async update(
    context: ResourceContext,
    live: LiveResource,
    properties: Properties,
  ): Promise<Updated> {
    const { stacks, engine, account } = this.context;
    const parent = stacks.get(context.stackId);
    const nested = stacks.get(live.physicalId);
    const first = context.once('events', () => nested.events.length);
    if (!nested.busy && nested.events.length === first) {
      const desired = this.next(parent, nested, properties);
      const changes = planChanges(account, nested, desired);
      if (isUnchanged(nested, desired, changes)) {
        return { attributes: outputs(nested) };
      }
      nested.token = parent.token;
      engine.update(nested, desired, { onFailure: 'ROLLBACK' });
    }
    await this.untilEnded(nested, context.signal, () => {
      if (nested.status !== 'UPDATE_IN_PROGRESS' || engine.isClosing) return;
      nested.token = parent.token;
      engine.rollBack(nested, 'Resource update cancelled');
    });
    context.signal?.throwIfAborted();
    if (nested.status !== 'UPDATE_COMPLETE') {
      const cause = nested.events
        .slice(first)
        .find(
          ({ physicalId, status }) =>
            physicalId === nested.id && /ROLLBACK|FAILED/.test(status),
        );
      throw new CustomResourceError(
        `Embedded stack ${
          nested.id
        } was not successfully updated. Currently in ${
          cause?.status ?? nested.status
        } with reason: ${cause?.reason ?? nested.statusReason ?? ''}`,
      );
    }
    return { attributes: outputs(nested) };
  }

  /** Deletes the stack and waits until it is deleted. */
  async delete(context: ResourceContext, live: LiveResource): Promise<void> {
    const { stacks, engine } = this.context;
    const nested = stacks.find(live.physicalId);
    if (!nested || nested.status === 'DELETE_COMPLETE') return;
    if (nested.status !== 'DELETE_IN_PROGRESS') {
      nested.token = stacks.get(context.stackId).token;
      engine.delete(nested, []);
    }
    await engine.ended(nested);
    if (nested.status === 'DELETE_COMPLETE') return;
    throw new CustomResourceError(
      `Embedded stack ${nested.id} was not successfully deleted: ${
        nested.statusReason ?? ''
      }`,
    );
  }

  /** The next state of the nested stack: the new one, or in a rollback the former one. */
  private next(parent: Stack, nested: Stack, properties: Properties): Desired {
    const updateId = parent.update?.id ?? '';
    const isRollback = parent.status.startsWith('UPDATE_ROLLBACK');
    if (isRollback && nested.former?.updateId === updateId) {
      return nested.former.desired;
    }
    if (!isRollback) nested.former = { updateId, desired: nested.desired! };
    return this.desired(parent, properties);
  }

  /** Removes the stacks that only a change set of the parent has created. */
  discardPlanned(parentId: string): void {
    for (const nested of this.context.stacks.all()) {
      if (nested.parentId !== parentId) continue;
      if (nested.status !== 'REVIEW_IN_PROGRESS') continue;
      this.discardPlanned(nested.id);
      nested.changeSets.clear();
      nested.deletedAt = new Date();
      nested.setStatus('DELETE_COMPLETE');
    }
  }

  /** The nested stack's template and parameters. */
  private desired(parent: Stack, properties: Properties): Desired {
    try {
      return nestedDesired(this.context.objects, parent.desired, properties);
    } catch (error) {
      throw new CustomResourceError((error as Error).message);
    }
  }

  /** Waits for the creation. The parent's cancellation or the timeout stops it. */
  private async untilCreated(
    nested: Stack,
    signal: AbortSignal | undefined,
    properties: Properties,
  ): Promise<void> {
    const { engine } = this.context;
    const minutes = asNumber(properties.TimeoutInMinutes);
    const timer =
      minutes === undefined
        ? undefined
        : setTimeout(
            () =>
              engine.abandon(
                nested,
                'Stack creation time exceeded the specified timeout.',
              ),
            minutes * 60_000,
          );
    await this.untilEnded(nested, signal, () =>
      engine.abandon(nested, 'Resource creation cancelled'),
    );
    clearTimeout(timer);
  }

  /** Waits for the running stack operation. Stops it when the signal aborts. */
  private async untilEnded(
    nested: Stack,
    signal: AbortSignal | undefined,
    stop: () => void,
  ): Promise<void> {
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    await this.context.engine.ended(nested);
    signal?.removeEventListener('abort', stop);
  }
}

function outputs(nested: Stack): Properties {
  return Object.fromEntries(
    nested.outputs.map(({ key, value }) => [`Outputs.${key}`, value]),
  );
}
