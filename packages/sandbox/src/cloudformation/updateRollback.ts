import { isRetained } from './deleteOperation';
import { updateResource } from './resourceSteps';
import { UpdateStep } from './types';
import { cleanUpResource, NOT_CLEANED_UP } from './updateCleanUp';
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
      const resource = stack.resources.get(name)!;
      resource.skipped = true;
      stack.setResourceStatus(resource, 'UPDATE_COMPLETE');
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
  const { former, properties, deployed } = step;
  if (!former) {
    const current = stack.resources.get(name);
    if (current && deployed) current.deployed = deployed;
    return true;
  }
  if (stack.resources.get(name) !== former) {
    stack.resources.set(name, former);
    if (!properties) stack.setResourceStatus(former, 'UPDATE_COMPLETE');
  }
  if (!properties) return true;
  const isUndone = await updateResource(context, former, properties, step);
  // A rollback of a drift-aware update restores the drift as well.
  if (isUndone) stack.resources.get(name)!.deployed = deployed;
  return isUndone;
}

/** Deletes the physical resources that the update created. */
export async function cleanUpRollback(context: StepContext): Promise<void> {
  const { stack, signal } = context;
  const { after, steps } = stack.update!;
  let isClean = true;
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
        isClean = (await cleanUpResource(context, resource)) && isClean;
      }
      if (isCurrent) stack.resources.delete(name);
    }
  }
  context.services.nestedStacks.discardPlanned(stack.id);
  stack.update = undefined;
  stack.setStatus(
    'UPDATE_ROLLBACK_COMPLETE',
    isClean ? undefined : NOT_CLEANED_UP,
  );
}
