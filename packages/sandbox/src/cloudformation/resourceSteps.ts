import { LiveResource, Properties } from '../account/Account';
import { handlerOf } from '../resources';
import { CustomResourceError, HandlerError } from '../resources/contract';
import { Stack } from './Stack';
import { StackResource, UpdateStep } from './types';
import {
  checkSchema,
  contextOf,
  throwInjectedFault,
  reasonOf,
  StepContext,
  work,
} from './stepContext';

/** Cancels the resources that an earlier process left unfinished and that no step will finish. */
export function cancelUnfinished(stack: Stack): void {
  for (const resource of stack.resources.values()) {
    const [, verb] =
      /^(CREATE|UPDATE)_IN_PROGRESS$/.exec(resource.status) ?? [];
    if (verb) cancel(stack, resource, verb as Verb);
  }
}

type Verb = 'CREATE' | 'UPDATE';

function cancel(stack: Stack, resource: StackResource, verb: Verb): false {
  const reason = `Resource ${
    verb === 'CREATE' ? 'creation' : 'update'
  } cancelled`;
  stack.setResourceStatus(resource, `${verb}_FAILED`, reason);
  return false;
}

/**
 * Creates a physical resource for a logical one and records its events. Resumes
 * a creation that an earlier process started.
 *
 * @param verb - `CREATE`, or `UPDATE` if the resource replaces another one
 * @returns whether the creation succeeded. The resource's status has the reason
 *   of a failure.
 */
export async function createResource(
  context: StepContext,
  resource: StackResource,
  resolve: () => Properties,
  verb: Verb = 'CREATE',
): Promise<boolean> {
  const { stack } = context;
  let properties: Properties = resource.live?.properties ?? {};
  if (verb === 'CREATE' && resource.status !== 'CREATE_IN_PROGRESS') {
    stack.setResourceStatus(resource, 'CREATE_IN_PROGRESS');
  }
  try {
    if (!resource.live) {
      properties = resolve();
      checkSchema(resource, properties);
      if (!(await work(context, resource, 0.5))) {
        return cancel(stack, resource, verb);
      }
      throwInjectedFault(context, resource.logicalId, verb);
      await create(context, resource, properties, verb);
    }
    if (!(await work(context, resource, 0.5))) {
      return cancel(stack, resource, verb);
    }
    stack.setResourceStatus(
      resource,
      `${verb}_COMPLETE`,
      undefined,
      properties,
    );
    return true;
  } catch (error) {
    return failed(context, resource, verb, error, properties);
  }
}

async function create(
  context: StepContext,
  resource: StackResource,
  properties: Properties,
  verb: Verb,
): Promise<void> {
  const { stack, services } = context;
  const initiated = (physicalId: string) => {
    if (resource.physicalId === physicalId) return;
    resource.physicalId = physicalId;
    stack.setResourceStatus(
      resource,
      `${verb}_IN_PROGRESS`,
      'Resource creation Initiated',
      properties,
    );
  };
  const creating = handlerOf(resource.type).create(
    { ...contextOf(context, resource), initiated },
    properties,
  );
  // A synchronous handler must not be awaited: the resource is created and
  // stored in one tick, so that a kill cannot separate the two.
  const created = creating instanceof Promise ? await creating : creating;
  const live = liveOf(
    stack,
    resource,
    created.physicalId,
    properties,
    created.attributes,
  );
  resource.live = live;
  resource.deployed = properties;
  services.account.add(live);
  initiated(created.physicalId);
}

function liveOf(
  stack: Stack,
  { logicalId, type }: StackResource,
  physicalId: string,
  properties: Properties,
  attributes: Properties = {},
): LiveResource {
  return {
    type,
    physicalId,
    properties,
    attributes,
    stackId: stack.id,
    stackName: stack.name,
    logicalId,
  };
}

/** Records a failure, unless the sandbox is closing. A failed creation may leave a physical resource behind. */
function failed(
  context: StepContext,
  resource: StackResource,
  verb: Verb | 'DELETE',
  error: unknown,
  properties?: Properties,
): false {
  const { stack, services, signal, closing } = context;
  closing.throwIfAborted();
  const isHandlerFailure =
    error instanceof HandlerError || error instanceof CustomResourceError;
  if (
    error instanceof CustomResourceError &&
    error.physicalId &&
    !resource.live
  ) {
    resource.physicalId = error.physicalId;
    resource.live = liveOf(stack, resource, error.physicalId, properties ?? {});
    services.account.add(resource.live);
  }
  if (verb !== 'DELETE' && signal.aborted && !isHandlerFailure) {
    return cancel(stack, resource, verb);
  }
  stack.setResourceStatus(
    resource,
    `${verb}_FAILED`,
    reasonOf(error),
    properties,
  );
  return false;
}

/**
 * Updates a resource in place and records its events. Resumes an update that an earlier process started.
 *
 * @param step - records a new physical resource, if the handler returns one
 */
export async function updateResource(
  context: StepContext,
  resource: StackResource,
  properties: Properties,
  step: UpdateStep,
): Promise<boolean> {
  const { stack } = context;
  const live = resource.live!;
  if (resource.status !== 'UPDATE_IN_PROGRESS') {
    stack.setResourceStatus(
      resource,
      'UPDATE_IN_PROGRESS',
      undefined,
      properties,
    );
  }
  try {
    checkSchema(resource, properties);
    checkExists(context, live);
    if (!(await work(context, resource, 1))) {
      return cancel(stack, resource, 'UPDATE');
    }
    throwInjectedFault(context, resource.logicalId, 'UPDATE');
    const changing = handlerOf(resource.type).update?.(
      contextOf(context, resource),
      live,
      properties,
    );
    const changed = changing instanceof Promise ? await changing : changing;
    const attributes = changed?.attributes ?? live.attributes;
    let current = resource;
    if (changed?.physicalId) {
      const { physicalId } = changed;
      const replacement = { ...live, physicalId, properties, attributes };
      current = { ...resource, physicalId, live: replacement };
      context.services.account.add(replacement);
      stack.resources.set(resource.logicalId, current);
      recordReplacement(stack, step, resource, current);
    } else {
      Object.assign(live, { properties, attributes });
    }
    current.deployed = properties;
    current.skipped = undefined;
    stack.setResourceStatus(current, 'UPDATE_COMPLETE', undefined, properties);
    return true;
  } catch (error) {
    return failed(context, resource, 'UPDATE', error, properties);
  }
}

/** @throws HandlerError `NotFound` if the resource was deleted outside of CloudFormation */
function checkExists({ services }: StepContext, live: LiveResource): void {
  const { type, physicalId } = live;
  if (services.account.list(type).includes(live)) return;
  throw new HandlerError(
    `Resource of type '${type}' with identifier '${physicalId}' was not found.`,
    'NotFound',
  );
}

/** Records which of two physical resources the update created: the current one, or in a rollback the old one. */
function recordReplacement(
  { status }: Stack,
  step: UpdateStep,
  old: StackResource,
  current: StackResource,
): void {
  old.memory = undefined;
  if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') {
    step.former = current;
    step.made.push(old);
  } else {
    step.made.push(current);
    step.properties = undefined;
  }
}

/** Deletes the physical resource of a logical one and records its events. */
export async function deleteResource(
  context: StepContext,
  resource: StackResource,
): Promise<boolean> {
  const { stack, services } = context;
  const { live } = resource;
  if (!live) {
    stack.setResourceStatus(resource, 'DELETE_COMPLETE');
    return true;
  }
  if (resource.status !== 'DELETE_IN_PROGRESS') {
    stack.setResourceStatus(resource, 'DELETE_IN_PROGRESS');
  }
  try {
    await work(context, resource, 1);
    throwInjectedFault(context, resource.logicalId, 'DELETE');
    const deleting = handlerOf(live.type).delete?.(
      contextOf(context, resource),
      live,
    );
    if (deleting instanceof Promise) await deleting;
    services.account.remove(live);
    resource.live = undefined;
    stack.setResourceStatus(resource, 'DELETE_COMPLETE');
    return true;
  } catch (error) {
    return failed(context, resource, 'DELETE', error);
  }
}
