import { ConflictError } from '@backstage/errors';
import type { StackDescription } from '@private-serverless/stack';
import { isEmpty } from './taskTag';

/**
 * Makes sure that no stack of this name runs.
 * @throws ConflictError with the state of the stack that does
 */
export function requireFreeName(
  stackName: string,
  stack: StackDescription | undefined,
): void {
  if (!stack || isEmpty(stack)) return;
  throw new ConflictError(
    `Stack ${stackName} exists already (${stack.status}). Choose another name, or set onExisting to update if it is yours.`,
  );
}
