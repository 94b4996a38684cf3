import { graphOf } from './evaluation';
import { restricted, reversed, runInOrder } from './order';
import { deleteResource } from './resourceSteps';
import { Stack, StackResource } from './stack';
import { StepContext } from './stepContext';

/** Deletes a stack's resources in reverse order, then the stack. */
export async function deleteStack(context: StepContext): Promise<void> {
  const { stack } = context;
  const left = await deleteAll(context);
  if (left.length > 0) {
    stack.setStatus(
      'DELETE_FAILED',
      `The following resource(s) failed to delete: [${left.join(', ')}]. `,
    );
    return;
  }
  stack.deletedAt = new Date();
  stack.changeSets.clear();
  stack.update = undefined;
  stack.setStatus('DELETE_COMPLETE');
}

/**
 * Deletes all resources of a stack except the retained ones.
 *
 * @returns logical ids of those that could not be deleted
 */
export async function deleteAll(
  context: StepContext,
  o: { afterFailedCreation?: boolean } = {},
): Promise<string[]> {
  const { stack, services, signal } = context;
  if (!stack.desired) return [];
  const { template } = stack.desired;
  const gone = ['DELETE_COMPLETE', 'DELETE_SKIPPED'];
  const names = [...stack.resources.values()]
    .filter(resource => !gone.includes(resource.status))
    .map(resource => resource.logicalId);
  const graph = restricted(
    reversed(graphOf(stack, stack.desired, services.account.identity)),
    name => names.includes(name),
  );
  // What an update has added, and a failed rollback has left.
  const extra = names.filter(name => !graph.has(name));
  for (const name of extra) graph.set(name, new Set());
  const left: string[] = [];
  await runInOrder(graph, signal, async name => {
    const resource = stack.resources.get(name)!;
    const policy = template.resources[name]?.deletionPolicy;
    const isNew = o.afterFailedCreation ?? false;
    const isKept =
      // What was never made cannot be kept.
      resource.live && isRetained(policy, isNew, stack.retainExceptOnCreate);
    if (isKept || stack.retain.includes(name)) {
      stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      return true;
    }
    for (const other of [...leftovers(stack, name), resource]) {
      if (await deleteResource(context, other)) continue;
      left.push(name);
      return false;
    }
    return true;
  });
  return left;
}

/** What a failed update has left besides the current resource. */
function leftovers(stack: Stack, name: string): StackResource[] {
  const { former, made = [] } = stack.update?.steps.get(name) ?? {};
  return [...(former ? [former] : []), ...made].filter(
    one => one.live && one !== stack.resources.get(name),
  );
}

/**
 * Whether a deletion policy keeps a resource.
 *
 * @param isNew - whether the operation that is undone has made it
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
