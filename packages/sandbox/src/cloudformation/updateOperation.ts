import { Properties } from '../account/Account';
import { sameValue } from '../account/values';
import { NESTED_STACK } from '../resources/types';
import { evaluatorFor, graphOf, outputsOf } from './evaluation';
import { runInOrder } from './order';
import {
  cancelUnfinished,
  createResource,
  updateResource,
} from './resourceSteps';
import { actualProperties } from './driftAware';
import { changedProperties } from './specification';
import { Stack } from './Stack';
import { StackResource, UpdateStep } from './types';
import { StepContext } from './stepContext';

const replacementReason =
  'Requested update requires the creation of a new physical resource; hence creating one.';

/**
 * Updates a stack to a new desired state. The stack's `onFailure` selects what
 * follows a failure.
 */
export async function updateStack(context: StepContext): Promise<void> {
  const { stack, services, signal } = context;
  const update = stack.update!;
  const { after } = update;
  const { identity } = services.account;
  const graph = graphOf(stack, after, identity);
  const evaluator = evaluatorFor(stack, after, identity);
  const siblings = new AbortController();
  const steps = {
    ...context,
    signal: AbortSignal.any([signal, siblings.signal]),
  };
  if (update.failed) siblings.abort();
  const done = await runInOrder(graph, steps.signal, async logicalId => {
    const { type, properties } = after.template.resources[logicalId];
    const succeeded = await updateOne(steps, logicalId, type, () =>
      evaluator.properties(properties),
    );
    if (!succeeded) {
      update.failed = true;
      siblings.abort();
    }
    return succeeded;
  });
  if (!done) cancelUnfinished(stack);
  if (signal.aborted) return;
  let cause = done ? '' : failureReason(stack);
  try {
    if (done) stack.outputs = outputsOf(stack, after, identity);
  } catch (error) {
    cause = `${(error as Error).message}. `;
  }
  if (cause === '') {
    stack.desired = after;
    stack.setStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  } else if (stack.onFailure === 'DO_NOTHING') {
    stack.desired = after;
    stack.setStatus('UPDATE_FAILED', cause.trimEnd());
  } else {
    stack.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', cause);
  }
}

/** Updates one resource to its new state, or resumes that update. */
async function updateOne(
  context: StepContext,
  logicalId: string,
  type: string,
  resolve: () => Properties,
): Promise<boolean> {
  const { stack } = context;
  const update = stack.update!;
  const known = update.steps.get(logicalId);
  const existing = stack.resources.get(logicalId);
  if (existing && known?.made.includes(existing) && isUnfinished(existing)) {
    const verb = known.former ? 'UPDATE' : 'CREATE';
    return createResource(context, existing, resolve, verb);
  }
  const isGone =
    update.revertsDrift &&
    !context.services.account.list(type).includes(existing?.live!);
  if (!existing?.live || existing.status === 'CREATE_FAILED' || isGone) {
    const step = stepOf(stack, logicalId);
    // What a failed creation left behind. The cleanup deletes it.
    if (existing?.live && !isGone) step.made.push(existing);
    const resource = stack.addResource(logicalId, type);
    step.made.push(resource);
    return createResource(context, resource, resolve);
  }
  let properties: Properties;
  try {
    properties = resolve();
  } catch (error) {
    stack.setResourceStatus(
      existing,
      'UPDATE_FAILED',
      (error as Error).message,
    );
    return false;
  }
  const deployed = existing.deployed ?? existing.live.properties;
  const changed = changedProperties(
    type,
    update.revertsDrift ? actualProperties(existing, properties) : deployed,
    properties,
  );
  // Only the nested stack itself can tell whether its template has changed.
  const isUpToDate =
    type !== NESTED_STACK || (known && existing.status === 'UPDATE_COMPLETE');
  if (changed.length === 0 && isUpToDate && !isUnfinished(existing)) {
    if (!sameValue(deployed, properties)) {
      // The live properties already are those of the template.
      stepOf(stack, logicalId).deployed ??= deployed;
      existing.deployed = properties;
    }
    return true;
  }
  const updateStep = stepOf(stack, logicalId);
  if (changed.some(property => property.recreation === 'Always')) {
    if (stack.onFailure === 'DO_NOTHING') {
      stack.setResourceStatus(
        existing,
        'UPDATE_FAILED',
        'Replacement type updates not supported on stack with disable-rollback.',
      );
      return false;
    }
    stack.setResourceStatus(existing, 'UPDATE_IN_PROGRESS', replacementReason);
    updateStep.former ??= existing;
    const resource = stack.addResource(logicalId, type);
    updateStep.made.push(resource);
    return createResource(context, resource, resolve, 'UPDATE');
  }
  if (!updateStep.former && updateStep.made.length === 0) {
    updateStep.former = existing;
    updateStep.deployed = deployed;
    updateStep.properties = update.revertsDrift
      ? existing.live.properties
      : deployed;
  }
  return updateResource(context, existing, properties, updateStep);
}

/** Whether an earlier process left the resource unfinished. */
function isUnfinished({ status }: StackResource): boolean {
  return status === '' || status.endsWith('_IN_PROGRESS');
}

function stepOf({ update }: Stack, logicalId: string): UpdateStep {
  const { steps } = update!;
  const known = steps.get(logicalId) ?? { made: [] };
  steps.set(logicalId, known);
  return known;
}

function failureReason(stack: Stack): string {
  const named = (status: string, verb: string) => {
    const names = [...stack.resources.values()]
      .filter(resource => resource.status === status)
      .map(resource => resource.logicalId);
    return names.length > 0
      ? `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `
      : '';
  };
  return named('CREATE_FAILED', 'create') + named('UPDATE_FAILED', 'update');
}
