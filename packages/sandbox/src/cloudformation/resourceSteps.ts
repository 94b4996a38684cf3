import { randomUUID } from 'node:crypto';
import { LiveResource, Properties } from '../account/account';
import { handlerOf } from '../resources';
import {
  CustomResourceError,
  HandlerError,
  ResourceServices,
} from '../resources/handler';
import { Faults, Fault } from './faults';
import { pause } from './order';
import { schemaViolations } from './specification';
import { Stack, StackResource } from './stack';

/** What the steps of one operation share. */
export type StepContext = {
  stack: Stack;
  services: ResourceServices;
  faults: Faults;
  /** How long each half of a resource's work takes, in milliseconds. */
  delayMs: number;
  signal: AbortSignal;
};

/** A violation of the type's schema, found before any handler runs. */
class SchemaError extends Error {}

function contextOf(
  { stack, services, signal }: StepContext,
  logicalId: string,
) {
  return {
    ...services,
    stackId: stack.id,
    stackName: stack.name,
    logicalId,
    signal,
  };
}

/** CloudFormation's words around what a resource handler says. */
function handlerReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof HandlerError ? error.code : 'InternalFailure';
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

function failOnRequest(
  { stack, faults }: StepContext,
  logicalId: string,
  operation: Fault['operation'],
): void {
  const fault = faults.take({ stackName: stack.name, logicalId, operation });
  if (fault) throw new HandlerError(fault.reason, 'GeneralServiceException');
}

function checkSchema(resource: StackResource, properties: Properties): void {
  const violations = schemaViolations(resource.type, properties);
  if (violations.length > 0) {
    throw new SchemaError(
      `Properties validation failed for resource ${
        resource.logicalId
      } with message:\n[${violations.join(', ')}]`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof SchemaError || error instanceof CustomResourceError
    ? error.message
    : handlerReason(error);
}

/**
 * Creates a physical resource for a logical one and brings its events.
 *
 * @param verb - `CREATE`, or `UPDATE` where it replaces another
 * @returns whether it succeeded; a failure is in the resource's status
 */
export async function createResource(
  context: StepContext,
  resource: StackResource,
  resolve: () => Properties,
  verb: 'CREATE' | 'UPDATE' = 'CREATE',
): Promise<boolean> {
  const { stack, services, signal, delayMs } = context;
  const cancelled = () => {
    const reason = `Resource ${
      verb === 'CREATE' ? 'creation' : 'update'
    } cancelled`;
    stack.setResourceStatus(resource, `${verb}_FAILED`, reason);
    return false;
  };
  let properties: Properties = {};
  if (verb === 'CREATE') {
    stack.setResourceStatus(resource, 'CREATE_IN_PROGRESS');
  }
  try {
    properties = resolve();
    checkSchema(resource, properties);
    if (!(await pause(delayMs, signal))) return cancelled();
    failOnRequest(context, resource.logicalId, verb);
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
    const created = await handlerOf(resource.type).create(
      { ...contextOf(context, resource.logicalId), initiated },
      properties,
    );
    resource.live = {
      type: resource.type,
      physicalId: created.physicalId,
      properties,
      attributes: created.attributes ?? {},
      stackId: stack.id,
      stackName: stack.name,
      logicalId: resource.logicalId,
    };
    services.account.add(resource.live);
    initiated(created.physicalId);
    if (!(await pause(delayMs, signal))) return cancelled();
    stack.setResourceStatus(
      resource,
      `${verb}_COMPLETE`,
      undefined,
      properties,
    );
    return true;
  } catch (error) {
    if (error instanceof CustomResourceError && error.physicalId) {
      leaveBehind(context, resource, error.physicalId, properties);
    }
    stack.setResourceStatus(
      resource,
      `${verb}_FAILED`,
      reasonOf(error),
      properties,
    );
    return false;
  }
}

/** What a failed creation left behind all the same, for the rollback. */
function leaveBehind(
  { stack, services }: StepContext,
  resource: StackResource,
  physicalId: string,
  properties: Properties,
): void {
  resource.physicalId = physicalId;
  resource.live = {
    type: resource.type,
    physicalId,
    properties,
    attributes: {},
    stackId: stack.id,
    stackName: stack.name,
    logicalId: resource.logicalId,
  };
  services.account.add(resource.live);
}

/** Changes a resource in place, with its events. */
export async function updateResource(
  context: StepContext,
  resource: StackResource,
  properties: Properties,
): Promise<boolean> {
  const { stack, signal, delayMs } = context;
  const live = resource.live!;
  stack.setResourceStatus(
    resource,
    'UPDATE_IN_PROGRESS',
    undefined,
    properties,
  );
  try {
    checkSchema(resource, properties);
    if (!(await pause(delayMs, signal))) {
      stack.setResourceStatus(
        resource,
        'UPDATE_FAILED',
        'Resource update cancelled',
      );
      return false;
    }
    failOnRequest(context, resource.logicalId, 'UPDATE');
    const changed = await handlerOf(resource.type).update?.(
      contextOf(context, resource.logicalId),
      live,
      properties,
    );
    live.properties = properties;
    live.attributes = { ...live.attributes, ...changed?.attributes };
    stack.setResourceStatus(resource, 'UPDATE_COMPLETE', undefined, properties);
    return true;
  } catch (error) {
    stack.setResourceStatus(
      resource,
      'UPDATE_FAILED',
      reasonOf(error),
      properties,
    );
    return false;
  }
}

/**
 * Deletes the physical resource behind a logical one, with its events.
 *
 * @param live - given where it is not (any more) the resource's current one
 */
export async function deleteResource(
  context: StepContext,
  resource: StackResource,
  live: LiveResource | undefined = resource.live,
): Promise<boolean> {
  const { stack, services, signal, delayMs } = context;
  if (!live) {
    stack.setResourceStatus(resource, 'DELETE_COMPLETE');
    return true;
  }
  stack.setResourceStatus(resource, 'DELETE_IN_PROGRESS');
  try {
    await pause(delayMs, signal);
    failOnRequest(context, resource.logicalId, 'DELETE');
    await handlerOf(live.type).delete?.(
      contextOf(context, resource.logicalId),
      live,
    );
    services.account.remove(live);
    if (resource.live === live) resource.live = undefined;
    stack.setResourceStatus(resource, 'DELETE_COMPLETE');
    return true;
  } catch (error) {
    stack.setResourceStatus(resource, 'DELETE_FAILED', reasonOf(error));
    return false;
  }
}
