import { isRetained } from './deleteOperation';
import { deleteResource, updateResource } from './resourceSteps';
import { UpdateStep } from './stack';
import { StepContext } from './stepContext';

/** Takes back what an update did, last things first. */
export async function rollBackUpdate(context: StepContext): Promise<void> {
  const { stack, signal } = context;
  const { before, steps, skip = [] } = stack.update!;
  stack.desired = before;
  const stuck: string[] = [];
  for (const [name, its] of [...steps].reverse()) {
    if (signal.aborted) return;
    if (its.undone) continue;
    if (skip.includes(name)) {
      stack.setResourceStatus(stack.resources.get(name)!, 'UPDATE_COMPLETE');
      its.undone = true;
    } else {
      its.undone = await undo(context, name, its);
    }
    if (!its.undone) stuck.push(name);
  }
  if (stuck.length > 0) {
    stack.setStatus(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${stuck.join(', ')}]. `,
    );
  } else {
    stack.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  }
}

async function undo(
  context: StepContext,
  name: string,
  its: UpdateStep,
): Promise<boolean> {
  const { stack } = context;
  const { former, properties } = its;
  if (!former) return true;
  if (stack.resources.get(name) !== former) {
    stack.resources.set(name, former);
    if (!properties) stack.setResourceStatus(former, 'UPDATE_COMPLETE');
  }
  return properties ? updateResource(context, former, properties, its) : true;
}

/** Deletes what the update had made. */
export async function cleanUpRollback(context: StepContext): Promise<void> {
  const { stack, signal } = context;
  const { after, steps } = stack.update!;
  for (const [name, { made }] of [...steps].reverse()) {
    for (const resource of made) {
      if (signal.aborted) return;
      const isCurrent = stack.resources.get(name) === resource;
      const policy = after.template.resources[name]?.deletionPolicy;
      if (
        isCurrent &&
        resource.live &&
        isRetained(policy, true, stack.retainExceptOnCreate)
      ) {
        stack.setResourceStatus(resource, 'DELETE_SKIPPED');
      } else if (resource.live || isCurrent) {
        // As with AWS, one that stays does not fail the rollback.
        await deleteResource(context, resource);
      }
      if (isCurrent) stack.resources.delete(name);
    }
  }
  stack.update = undefined;
  stack.setStatus('UPDATE_ROLLBACK_COMPLETE');
}
