import { randomUUID } from 'node:crypto';
import { Properties } from '../account/Account';
import {
  CustomResourceError,
  HandlerError,
  ResourceContext,
  ResourceServices,
} from '../resources/contract';
import { Durations } from './Durations';
import { Fault, Faults } from './Faults';
import { delay } from './order';
import { schemaViolations } from './specification';
import { Stack } from './Stack';
import { StackResource } from './types';

/** What the steps of one phase share. */
export type StepContext = {
  stack: Stack;
  services: ResourceServices;
  faults: Faults;
  durations: Durations;
  /** Duration of each half of the work on a resource, in milliseconds. */
  delayMs: number;
  /**
   * Aborts when the phase is canceled: no further step starts, and running
   * steps stop if they can.
   */
  signal: AbortSignal;
  /** Aborts when the sandbox is closing: everything stays in its current state. */
  closing: AbortSignal;
};

/** A violation of the type's schema, detected before the handler runs. */
class SchemaError extends Error {}

/** Creates the context in which a handler works on a resource. */
export function contextOf(
  { stack, services, signal }: StepContext,
  resource: StackResource,
): ResourceContext {
  const memory = (resource.memory ??= {});
  return {
    ...services,
    stackId: stack.id,
    stackName: stack.name,
    logicalId: resource.logicalId,
    physicalId: resource.physicalId,
    signal,
    memory,
    once(name, compute) {
      if (memory[name] === undefined) {
        memory[name] = compute();
        services.state.save();
      }
      return memory[name] as ReturnType<typeof compute>;
    },
  };
}

/**
 * Simulates work on a resource.
 *
 * @param share - fraction of the whole work, from 0 to 1
 * @returns false if the work was canceled
 */
export async function work(
  { durations, delayMs, signal, closing }: StepContext,
  { logicalId, type }: StackResource,
  share: number,
): Promise<boolean> {
  const whole = durations.of(logicalId, type);
  const isComplete = await delay(
    whole === undefined ? delayMs : whole * share,
    signal,
  );
  closing.throwIfAborted();
  return isComplete;
}

/** The status reason that CloudFormation makes of a handler's message. */
function handlerReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof HandlerError ? error.code : 'InternalFailure';
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

/** @throws HandlerError if a control call has injected a failure */
export function throwInjectedFault(
  { stack, faults }: StepContext,
  logicalId: string,
  operation: Fault['operation'],
): void {
  const fault = faults.take({ stackName: stack.name, logicalId, operation });
  if (fault) throw new HandlerError(fault.reason, 'GeneralServiceException');
}

/** @throws SchemaError if the properties violate the type's schema */
export function checkSchema(
  resource: StackResource,
  properties: Properties,
): void {
  const violations = schemaViolations(resource.type, properties);
  if (violations.length > 0) {
    throw new SchemaError(
      `Properties validation failed for resource ${
        resource.logicalId
      } with message:\n[${violations.join(', ')}]`,
    );
  }
}

/** CloudFormation's status reason for a failed step. */
export function reasonOf(error: unknown): string {
  return error instanceof SchemaError || error instanceof CustomResourceError
    ? error.message
    : handlerReason(error);
}
