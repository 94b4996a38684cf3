import { graphOf } from './evaluation';
import { restricted, reversed, runInOrder } from './order';
import { deleteResource } from './resourceSteps';
import { refreshDrift } from './drift';
import { StackResource } from './types';
import { StepContext } from './stepContext';

/** CloudFormation's status reason after an update whose cleanup left resources behind. */
export const NOT_CLEANED_UP =
  'Update successful. One or more resources could not be deleted.';

const maxAttempts = 3;

/** Deletes a resource that an update no longer needs. Like CloudFormation, it tries three times. */
export async function cleanUpResource(
  context: StepContext,
  resource: StackResource,
): Promise<boolean> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    if (await deleteResource(context, resource)) return true;
    if (context.signal.aborted) return false;
  }
  return false;
}

/** Deletes replaced resources and resources that the new template no longer contains. */
export async function cleanUpUpdate(context: StepContext): Promise<void> {
  const { stack, services, signal } = context;
  const { before, after, steps } = stack.update!;
  const { identity } = services.account;
  const graph = graphOf(stack, after, identity);
  const obsolete = new Map<string, StackResource[]>();
  for (const [name, { former, made }] of steps) {
    const current = stack.resources.get(name);
    const old = [...(former ? [former] : []), ...made].filter(
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
  let isClean = true;
  await runInOrder(order, signal, async name => {
    const declared = before.template.resources[name];
    const isKept =
      after.template.resources[name]?.updateReplacePolicy === 'Retain';
    for (const resource of obsolete.get(name)!) {
      const isCurrent = stack.resources.get(name) === resource;
      const isRetained = isCurrent
        ? declared?.deletionPolicy.startsWith('Retain')
        : isKept && steps.get(name)?.former === resource;
      if (isRetained) {
        stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      } else if (!(await cleanUpResource(context, resource))) {
        // As with AWS, a resource that cannot be deleted does not fail the update.
        isClean = false;
      }
      if (isCurrent) stack.resources.delete(name);
    }
    return true;
  });
  if (stack.update!.revertsDrift) refreshDrift(services.account, stack);
  stack.update = undefined;
  stack.setStatus('UPDATE_COMPLETE', isClean ? undefined : NOT_CLEANED_UP);
}
