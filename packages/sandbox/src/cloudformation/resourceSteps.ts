import { LiveResource, Properties } from '../account/account';
import { handlerOf } from '../resources';
import { CustomResourceError, HandlerError } from '../resources/handler';
import { Stack, StackResource, UpdateStep } from './stack';
import {
  checkSchema,
  contextOf,
  failOnRequest,
  reasonOf,
  StepContext,
  work,
} from './stepContext';

/** Ends what another process has left in the middle, and nobody will finish. */
export function cancelUnderWay(stack: Stack): void {
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
 * Creates a physical resource for a logical one and brings its events; one
 * that another process has begun to create is finished.
 *
 * @param verb - `CREATE`, or `UPDATE` where it replaces another
 * @returns whether it succeeded; a failure is in the resource's status
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
      failOnRequest(context, resource.logicalId, verb);
      await make(context, resource, properties, verb);
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

async function make(
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
  // Without a turn in between where there is none: then it is made and kept at once.
  const created = creating instanceof Promise ? await creating : creating;
  resource.live = liveOf(stack, resource, created.physicalId, properties);
  resource.live.attributes = created.attributes ?? {};
  services.account.add(resource.live);
  initiated(created.physicalId);
}

function liveOf(
  stack: Stack,
  { logicalId, type }: StackResource,
  physicalId: string,
  properties: Properties,
): LiveResource {
  return {
    type,
    physicalId,
    properties,
    attributes: {},
    stackId: stack.id,
    stackName: stack.name,
    logicalId,
  };
}

/** Records a failure, unless the sandbox ends; a failed creation may leave something all the same. */
function failed(
  context: StepContext,
  resource: StackResource,
  verb: Verb | 'DELETE',
  error: unknown,
  properties?: Properties,
): false {
  const { stack, services, signal, closing } = context;
  closing.throwIfAborted();
  const isCause =
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
  if (verb !== 'DELETE' && signal.aborted && !isCause) {
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
 * Changes a resource in place, with its events; goes on where another process
 * has begun.
 *
 * @param its - learns of another physical resource, should the handler give one
 */
export async function updateResource(
  context: StepContext,
  resource: StackResource,
  properties: Properties,
  its: UpdateStep,
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
    if (!(await work(context, resource, 1))) {
      return cancel(stack, resource, 'UPDATE');
    }
    failOnRequest(context, resource.logicalId, 'UPDATE');
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
      current = { ...resource, physicalId };
      current.live = { ...live, physicalId, properties, attributes };
      context.services.account.add(current.live);
      stack.resources.set(resource.logicalId, current);
      swap(stack, its, resource, current);
    } else {
      Object.assign(live, { properties, attributes });
    }
    stack.setResourceStatus(current, 'UPDATE_COMPLETE', undefined, properties);
    return true;
  } catch (error) {
    return failed(context, resource, 'UPDATE', error, properties);
  }
}

/** The new physical resource is what the update has made; or, rolling back, the old one is. */
function swap(
  { status }: Stack,
  its: UpdateStep,
  old: StackResource,
  current: StackResource,
): void {
  old.memory = undefined;
  if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') {
    its.former = current;
    its.made.push(old);
  } else {
    its.made.push(current);
    its.properties = undefined;
  }
}

/** Deletes the physical resource behind a logical one, with its events. */
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
    failOnRequest(context, resource.logicalId, 'DELETE');
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
