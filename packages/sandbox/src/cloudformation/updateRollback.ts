import { isRetained } from './deleteOperation';
import { deleteResource, updateResource } from './resourceSteps';
import { UpdateStep } from './types';
import { StepContext } from './stepContext';

/** Rolls back what an update did, in reverse order. */
export async function rollBackUpdate(context: StepContext): Promise<void> {
  const { stack, signal } = context;
  const { before, steps, skip = [] } = stack.update!;
  stack.desired = before;
  const failed: string[] = [];
  for (const [name, step] of [...steps].reverse()) {
    if (signal.aborted) return;
    if (step.undone) continue;
    if (skip.includes(name)) {
      stack.setResourceStatus(stack.resources.get(name)!, 'UPDATE_COMPLETE');
      step.undone = true;
    } else {
      step.undone = await rollBackOne(context, name, step);
    }
    if (!step.undone) failed.push(name);
  }
  if (failed.length > 0) {
    stack.setStatus(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${failed.join(', ')}]. `,
    );
  } else {
    stack.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  }
}

async function rollBackOne(
  context: StepContext,
  name: string,
  step: UpdateStep,
): Promise<boolean> {
  const { stack } = context;
  const { former, properties } = step;
  if (!former) return true;
  if (stack.resources.get(name) !== former) {
    stack.resources.set(name, former);
    if (!properties) stack.setResourceStatus(former, 'UPDATE_COMPLETE');
  }
  return properties ? updateResource(context, former, properties, step) : true;
}

/** Deletes the physical resources that the update created. */
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
        // As with AWS, a resource that cannot be deleted does not fail the rollback.
        await deleteResource(context, resource);
      }
      if (isCurrent) stack.resources.delete(name);
    }
  }
  stack.update = undefined;
  stack.setStatus('UPDATE_ROLLBACK_COMPLETE');
}
