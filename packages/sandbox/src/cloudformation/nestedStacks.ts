import { LiveResource, Properties, Value } from '../account/account';
import { asMap, asNumber, asText, asTexts } from '../account/values';
import { generatedName } from '../protocol/ids';
import { QueryParameters } from '../protocol/query';
import {
  Created,
  CustomResourceError,
  ResourceContext,
  Updated,
} from '../resources/handler';
import { isUnchanged } from './changeSet';
import { CloudFormationContext, newStack } from './operations';
import { readDesired } from './request';
import { Desired, Stack } from './stack';

/**
 * Stacks as resources of other stacks: each is a real stack with a parent,
 * and its events are its own.
 *
 * All failures are {@link CustomResourceError}s: their reasons stand in the
 * parent without the words around a handler's.
 */
export class NestedStacks {
  constructor(private readonly context: CloudFormationContext) {}

  /** Creates the stack and waits for it; a failed one stays for the parent's rollback. */
  async create(
    context: ResourceContext,
    properties: Properties,
  ): Promise<Created> {
    const { stacks } = this.context;
    const nested = context.physicalId
      ? stacks.get(context.physicalId)
      : this.begin(context, properties);
    await created(nested, context.signal, properties);
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
    const nested = newStack(
      this.context,
      generatedName(parent.name, context.logicalId, 128),
    );
    nested.parentId = parent.id;
    nested.rootId = parent.rootId ?? parent.id;
    nested.token = parent.token;
    const desired = this.desired(parent, properties);
    stacks.add(nested);
    engine.create(nested, desired, 'DO_NOTHING');
    context.initiated?.(nested.id);
    return nested;
  }

  /** Updates the stack and waits for it, or takes back the last update. */
  async update(
    context: ResourceContext,
    live: LiveResource,
    properties: Properties,
  ): Promise<Updated> {
    const { stacks, engine, services } = this.context;
    const parent = stacks.get(context.stackId);
    const nested = stacks.get(live.physicalId);
    const first = context.once('events', () => nested.events.length);
    if (!nested.busy && nested.events.length === first) {
      const desired = this.next(parent, nested, properties);
      if (isUnchanged(services.account, nested, desired)) {
        return { attributes: outputs(nested) };
      }
      nested.token = parent.token;
      engine.update(nested, desired, 'ROLLBACK');
    }
    await whileRunning(nested, context.signal, () => {
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

  /** Deletes the stack and waits until it is gone. */
  async delete(context: ResourceContext, live: LiveResource): Promise<void> {
    const { stacks, engine } = this.context;
    const nested = stacks.find(live.physicalId);
    if (!nested || nested.status === 'DELETE_COMPLETE') return;
    if (nested.status !== 'DELETE_IN_PROGRESS') {
      nested.token = stacks.get(context.stackId).token;
      engine.delete(nested, []);
    }
    await nested.running?.ended;
    if (nested.status === 'DELETE_COMPLETE') return;
    throw new CustomResourceError(
      `Embedded stack ${nested.id} was not successfully deleted: ${
        nested.statusReason ?? ''
      }`,
    );
  }

  /** What the nested stack is to become: the new state, or what it was. */
  private next(parent: Stack, nested: Stack, properties: Properties): Desired {
    const updateId = parent.update?.id ?? '';
    const isBack = parent.status.startsWith('UPDATE_ROLLBACK');
    if (isBack && nested.former?.updateId === updateId) {
      return nested.former.desired;
    }
    if (!isBack) nested.former = { updateId, desired: nested.desired! };
    return this.desired(parent, properties);
  }

  /** The nested stack's template and parameters, checked as a request's are. */
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
      return readDesired(
        new QueryParameters(request),
        this.context.services.objects,
      );
    } catch (error) {
      throw new CustomResourceError((error as Error).message);
    }
  }
}

/** The parent's tags, then the nested stack's own. */
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

/** Waits for the creation; the parent's cancellation or the timeout gives it up. */
async function created(
  nested: Stack,
  signal: AbortSignal | undefined,
  properties: Properties,
): Promise<void> {
  const minutes = asNumber(properties.TimeoutInMinutes);
  const timer =
    minutes === undefined
      ? undefined
      : setTimeout(
          () =>
            nested.running?.abandon(
              'Stack creation time exceeded the specified timeout.',
            ),
          minutes * 60_000,
        );
  await whileRunning(nested, signal, () =>
    nested.running?.abandon('Resource creation cancelled'),
  );
  clearTimeout(timer);
}

/** Waits for the operation under way; stops it when the signal aborts. */
async function whileRunning(
  nested: Stack,
  signal: AbortSignal | undefined,
  stop: () => void,
): Promise<void> {
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  await nested.running?.ended;
  signal?.removeEventListener('abort', stop);
}
