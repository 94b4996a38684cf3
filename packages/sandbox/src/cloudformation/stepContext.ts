import { randomUUID } from 'node:crypto';
import { Properties } from '../account/account';
import {
  CustomResourceError,
  HandlerError,
  ResourceContext,
  ResourceServices,
} from '../resources/handler';
import { Durations } from './durations';
import { Fault, Faults } from './faults';
import { pause } from './order';
import { schemaViolations } from './specification';
import { Stack, StackResource } from './stack';

/** What the steps of one phase of an operation share. */
export type StepContext = {
  stack: Stack;
  services: ResourceServices;
  faults: Faults;
  durations: Durations;
  /** How long each half of a resource's work takes, in milliseconds. */
  delayMs: number;
  /** Aborted: nothing new starts, and what can be cancelled is. */
  signal: AbortSignal;
  /** Aborted: the sandbox ends; everything stays as it is. */
  closing: AbortSignal;
};

/** A violation of the type's schema, found before any handler runs. */
class SchemaError extends Error {}

/** What a handler may use for the work on a resource. */
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
    once(name, decide) {
      if (memory[name] === undefined) {
        memory[name] = decide();
        services.state.save();
      }
      return memory[name] as ReturnType<typeof decide>;
    },
  };
}

/**
 * Works on a resource for a while.
 *
 * @param share - of the whole work
 * @returns false where it was cancelled
 */
export async function work(
  { durations, delayMs, signal, closing }: StepContext,
  { logicalId, type }: StackResource,
  share: number,
): Promise<boolean> {
  const whole = durations.of(logicalId, type);
  const ended = await pause(
    whole === undefined ? delayMs : whole * share,
    signal,
  );
  closing.throwIfAborted();
  return ended;
}

/** CloudFormation's words around what a resource handler says. */
function handlerReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof HandlerError ? error.code : 'InternalFailure';
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

/** Throws where a control call has asked for a failure. */
export function failOnRequest(
  { stack, faults }: StepContext,
  logicalId: string,
  operation: Fault['operation'],
): void {
  const fault = faults.take({ stackName: stack.name, logicalId, operation });
  if (fault) throw new HandlerError(fault.reason, 'GeneralServiceException');
}

/** Throws for properties that the type does not have. */
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

/** Why a step failed, in CloudFormation's words. */
export function reasonOf(error: unknown): string {
  return error instanceof SchemaError || error instanceof CustomResourceError
    ? error.message
    : handlerReason(error);
}
