import { graphOf } from './evaluation';
import { restricted, reversed, runInOrder } from './order';
import { deleteResource } from './resourceSteps';
import { StackResource } from './types';
import { StepContext } from './stepContext';

/** Deletes replaced resources and resources that the new template no longer contains. */
export async function cleanUpUpdate(context: StepContext): Promise<void> {
  const { stack, services, signal } = context;
  const { before, after, steps } = stack.update!;
  const { identity } = services.account;
  const graph = graphOf(stack, after, identity);
  const obsolete = new Map<string, StackResource[]>();
  for (const [name, { former, made }] of steps) {
    const current = stack.resources.get(name);
    const isRetained =
      after.template.resources[name]?.updateReplacePolicy === 'Retain';
    const old = [...(former && !isRetained ? [former] : []), ...made].filter(
      one => one !== current && one.live,
    );
    if (old.length > 0) obsolete.set(name, old);
  }
  for (const [name, resource] of stack.resources) {
    if (!graph.has(name)) {
      obsolete.set(name, [resource, ...(obsolete.get(name) ?? [])]);
    }
  }
  const known = reversed(graphOf(stack, before, identity));
  for (const name of obsolete.keys()) {
    if (!known.has(name)) known.set(name, new Set());
  }
  const order = restricted(known, name => obsolete.has(name));
  await runInOrder(order, signal, async name => {
    const declared = before.template.resources[name];
    for (const resource of obsolete.get(name)!) {
      const isCurrent = stack.resources.get(name) === resource;
      if (isCurrent && declared?.deletionPolicy.startsWith('Retain')) {
        stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      } else {
        // As with AWS, a resource that cannot be deleted does not fail the update.
        await deleteResource(context, resource);
      }
      if (isCurrent) stack.resources.delete(name);
    }
    return true;
  });
  stack.update = undefined;
  stack.setStatus('UPDATE_COMPLETE');
}
