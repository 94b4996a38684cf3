import { graphOf } from './evaluation';
import { restricted, reversed, runInOrder } from './order';
import { deleteResource, StepContext } from './resourceSteps';
import { Stack } from './stack';

/** Deletes a stack's resources in reverse order, then the stack. */
export async function deleteStack(
  context: StepContext,
  retain: string[],
): Promise<void> {
  finishDeletion(context.stack, await deleteAll(context, retain));
}

/** Ends a deletion: gone, or failed with what is left. */
export function finishDeletion(stack: Stack, left: string[]): void {
  if (left.length > 0) {
    stack.setStatus(
      'DELETE_FAILED',
      `The following resource(s) failed to delete: [${left.join(', ')}]. `,
    );
    return;
  }
  stack.deletedAt = new Date();
  stack.setStatus('DELETE_COMPLETE');
}

/**
 * Deletes all resources of a stack except the retained ones.
 *
 * @param retain - logical ids to leave behind
 * @returns logical ids of those that could not be deleted
 */
export async function deleteAll(
  context: StepContext,
  retain: string[],
  o: { afterFailedCreation?: boolean } = {},
): Promise<string[]> {
  const { stack, services } = context;
  if (!stack.desired) return [];
  const { template } = stack.desired;
  const present = [...stack.resources.values()].filter(
    resource => resource.status !== 'DELETE_COMPLETE',
  );
  const names = present.map(resource => resource.logicalId);
  const graph = restricted(
    reversed(graphOf(stack, stack.desired, services.account.identity)),
    name => names.includes(name),
  );
  const left: string[] = [];
  await runInOrder(graph, new AbortController().signal, async name => {
    const resource = stack.resources.get(name)!;
    if (
      isRetained(template.resources[name]?.deletionPolicy, o) ||
      retain.includes(name)
    ) {
      stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      return true;
    }
    const deleted = await deleteResource(context, resource);
    if (!deleted) left.push(name);
    return deleted;
  });
  return left;
}

function isRetained(
  policy: string | undefined,
  o: { afterFailedCreation?: boolean },
): boolean {
  if (policy === 'Retain') return true;
  return policy === 'RetainExceptOnCreate' && !o.afterFailedCreation;
}
