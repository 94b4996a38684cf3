import { graphOf } from './evaluation';
import { restricted, reversed, runInOrder } from './order';
import { deleteResource } from './resourceSteps';
import { Stack } from './Stack';
import { StackResource } from './types';
import { StepContext } from './stepContext';

/** Deletes a stack's resources in reverse order, then the stack itself. */
export async function deleteStack(context: StepContext): Promise<void> {
  const { stack } = context;
  const remaining = await deleteAll(context);
  if (remaining.length > 0) {
    stack.setStatus(
      'DELETE_FAILED',
      `The following resource(s) failed to delete: [${remaining.join(', ')}]. `,
    );
    return;
  }
  context.services.nestedStacks.discardPlanned(stack.id);
  stack.deletedAt = new Date();
  stack.changeSets.clear();
  stack.update = undefined;
  stack.setStatus('DELETE_COMPLETE');
}

/**
 * Deletes all resources of a stack except the retained ones.
 *
 * @returns logical IDs of the resources that could not be deleted
 */
export async function deleteAll(
  context: StepContext,
  o: { afterFailedCreation?: boolean } = {},
): Promise<string[]> {
  const { stack, services, signal } = context;
  if (!stack.desired) return [];
  const { template } = stack.desired;
  const deleted = ['DELETE_COMPLETE', 'DELETE_SKIPPED'];
  const names = [...stack.resources.values()]
    .filter(resource => !deleted.includes(resource.status))
    .map(resource => resource.logicalId);
  const graph = restricted(
    reversed(graphOf(stack, stack.desired, services.account.identity)),
    name => names.includes(name),
  );
  // Resources that an update added and a failed rollback left behind.
  const extra = names.filter(name => !graph.has(name));
  for (const name of extra) graph.set(name, new Set());
  const remaining: string[] = [];
  await runInOrder(graph, signal, async name => {
    const resource = stack.resources.get(name)!;
    const policy = template.resources[name]?.deletionPolicy;
    const isNew = o.afterFailedCreation ?? false;
    const isRetainedByPolicy =
      // A resource that was never created cannot be retained.
      resource.live && isRetained(policy, isNew, stack.retainExceptOnCreate);
    if (isRetainedByPolicy || stack.retain.includes(name)) {
      stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      return true;
    }
    for (const other of [...leftovers(stack, name), resource]) {
      if (await deleteResource(context, other)) continue;
      remaining.push(name);
      return false;
    }
    return true;
  });
  return remaining;
}

/** Physical resources that a failed update left behind, except the current one. */
function leftovers(stack: Stack, name: string): StackResource[] {
  const { former, made = [] } = stack.update?.steps.get(name) ?? {};
  return [...(former ? [former] : []), ...made].filter(
    one => one.live && one !== stack.resources.get(name),
  );
}

/**
 * Whether a deletion policy retains a resource.
 *
 * @param isNew - whether the stack operation that is rolled back created it
 */
export function isRetained(
  policy: string | undefined,
  isNew: boolean,
  exceptOnCreate: boolean,
): boolean {
  if (isNew && (exceptOnCreate || policy === 'RetainExceptOnCreate')) {
    return false;
  }
  return policy === 'Retain' || policy === 'RetainExceptOnCreate';
}
