import { Account, LiveResource, Properties, Value } from '../account/Account';
import { asMap, asNumber, asText, asTexts } from '../account/values';
import { generatedName } from '../protocol/ids';
import { QueryParameters } from '../protocol/query';
import {
  Created,
  CustomResourceError,
  NestedStackPort,
  ResourceContext,
  Updated,
} from '../resources/contract';
import { ObjectStore } from '../s3/ObjectStore';
import { isUnchanged } from './changeSet';
import { readDesired } from './request';
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
    const nested = stacks.create(
      generatedName(parent.name, context.logicalId, 128),
      {
        parentId: parent.id,
        rootId: parent.rootId ?? parent.id,
        token: parent.token,
      },
    );
    const desired = this.desired(parent, properties);
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
      if (isUnchanged(account, nested, desired)) {
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

  /** The nested stack's template and parameters, validated like those of a request. */
  private desired(parent: Stack, properties: Properties): Desired {
    const parameters = Object.entries(asMap(properties.Parameters));
    const own = Array.isArray(properties.Tags) ? properties.Tags : [];
    const request = new Map([
      ['TemplateURL', asText(properties.TemplateURL) ?? ''],
    ]);
    parameters.forEach(([name, value], index) => {
      const member = `Parameters.member.${index + 1}`;
      request.set(`${member}.ParameterKey`, name);
      request.set(`${member}.ParameterValue`, asTexts(value).join(','));
    });
    tagsOf(parent.desired?.tags ?? [], own).forEach(([key, value], index) => {
      request.set(`Tags.member.${index + 1}.Key`, key);
      request.set(`Tags.member.${index + 1}.Value`, value);
    });
    parent.desired?.capabilities.forEach((name, index) =>
      request.set(`Capabilities.member.${index + 1}`, name),
    );
    try {
      return readDesired(new QueryParameters(request), this.context.objects);
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

/** The parent's tags, overridden by the nested stack's own. */
function tagsOf(
  inherited: Desired['tags'],
  own: Value[],
): Array<[string, string]> {
  const tags = new Map(inherited.map(({ Key, Value: text }) => [Key, text]));
  for (const tag of own.map(asMap)) {
    tags.set(asText(tag.Key) ?? '', asText(tag.Value) ?? '');
  }
  return [...tags];
}

function outputs(nested: Stack): Properties {
  return Object.fromEntries(
    nested.outputs.map(({ key, value }) => [`Outputs.${key}`, value]),
  );
}
