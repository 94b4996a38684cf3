import { graphOf } from './evaluation';
import { restricted, reversed, runInOrder } from './order';
import { deleteResource } from './resourceSteps';
import { StackResource } from './stack';
import { StepContext } from './stepContext';

/** Deletes what replacements left and what the new template has no more. */
export async function cleanUpUpdate(context: StepContext): Promise<void> {
  const { stack, services, signal } = context;
  const { before, after, steps } = stack.update!;
  const { identity } = services.account;
  const graph = graphOf(stack, after, identity);
  const going = new Map<string, StackResource[]>();
  for (const [name, { former, made }] of steps) {
    const current = stack.resources.get(name);
    const keeps =
      after.template.resources[name]?.updateReplacePolicy === 'Retain';
    const old = [...(former && !keeps ? [former] : []), ...made].filter(
      one => one !== current && one.live,
    );
    if (old.length > 0) going.set(name, old);
  }
  for (const [name, resource] of stack.resources) {
    if (!graph.has(name)) {
      going.set(name, [resource, ...(going.get(name) ?? [])]);
    }
  }
  const known = reversed(graphOf(stack, before, identity));
  for (const name of going.keys()) {
    if (!known.has(name)) known.set(name, new Set());
  }
  const order = restricted(known, name => going.has(name));
  await runInOrder(order, signal, async name => {
    const declared = before.template.resources[name];
    for (const resource of going.get(name)!) {
      const isCurrent = stack.resources.get(name) === resource;
      if (isCurrent && declared?.deletionPolicy.startsWith('Retain')) {
        stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      } else {
        // As with AWS, one that stays does not fail the update.
        await deleteResource(context, resource);
      }
      if (isCurrent) stack.resources.delete(name);
    }
    return true;
  });
  stack.update = undefined;
  stack.setStatus('UPDATE_COMPLETE');
}
