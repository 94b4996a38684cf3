import { ConflictError } from '@backstage/errors';
import type { EnvironmentClients } from '@private-serverless/backstage-plugin-private-api-node';
import { describeStack } from '@private-serverless/stack';

/** States in which a stack holds nothing: its name is as good as free, if the stack is ours. */
const empty = ['DELETE_COMPLETE', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'];

/**
 * Makes sure that no stack of this name runs.
 * @throws ConflictError with the state of the stack that does
 */
export async function requireFreeName(options: {
  cloudFormation: EnvironmentClients['cloudFormation'];
  stackName: string;
}): Promise<void> {
  const stack = await describeStack(options);
  if (!stack || empty.includes(stack.status)) return;
  throw new ConflictError(
    `Stack ${options.stackName} exists already (${stack.status}). Choose another name, or set onExisting to update if it is yours.`,
  );
}
