import { Properties } from '../account/account';
import { NESTED_STACK } from '../resources/nestedStack';
import { evaluatorFor, graphOf, outputsOf } from './evaluation';
import { runInOrder } from './order';
import {
  cancelUnderWay,
  createResource,
  updateResource,
} from './resourceSteps';
import { changedProperties } from './specification';
import { Stack, StackResource, UpdateStep } from './stack';
import { StepContext } from './stepContext';

const REPLACEMENT =
  'Requested update requires the creation of a new physical resource; hence creating one.';

/** Brings a stack to a new desired state; what follows a failure is the stack's choice. */
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
    const ok = await step(steps, logicalId, type, () =>
      evaluator.properties(properties),
    );
    if (!ok) {
      update.failed = true;
      siblings.abort();
    }
    return ok;
  });
  if (!done) cancelUnderWay(stack);
  if (signal.aborted) return;
  let cause = done ? '' : failedBecause(stack);
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

/** Brings one resource to its new state, or goes on to do so. */
async function step(
  context: StepContext,
  logicalId: string,
  type: string,
  resolve: () => Properties,
): Promise<boolean> {
  const { stack } = context;
  const { steps } = stack.update!;
  const known = steps.get(logicalId);
  const existing = stack.resources.get(logicalId);
  if (existing && known?.made.includes(existing) && isUnderWay(existing)) {
    const verb = known.former ? 'UPDATE' : 'CREATE';
    return createResource(context, existing, resolve, verb);
  }
  if (!existing?.live) {
    const resource = stack.addResource(logicalId, type);
    stepOf(stack, logicalId).made.push(resource);
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
  const changed = changedProperties(type, existing.live.properties, properties);
  // Only the nested stack itself knows whether its template has changed.
  const isKnown =
    type !== NESTED_STACK || (known && existing.status === 'UPDATE_COMPLETE');
  if (changed.length === 0 && isKnown && !isUnderWay(existing)) return true;
  const its = stepOf(stack, logicalId);
  if (changed.some(property => property.recreation === 'Always')) {
    stack.setResourceStatus(existing, 'UPDATE_IN_PROGRESS', REPLACEMENT);
    its.former ??= existing;
    const resource = stack.addResource(logicalId, type);
    its.made.push(resource);
    return createResource(context, resource, resolve, 'UPDATE');
  }
  if (!its.former && its.made.length === 0) {
    its.former = existing;
    its.properties = existing.live.properties;
  }
  return updateResource(context, existing, properties, its);
}

/** Whether another process has left it in the middle of its work. */
function isUnderWay({ status }: StackResource): boolean {
  return status === '' || status.endsWith('_IN_PROGRESS');
}

function stepOf({ update }: Stack, logicalId: string): UpdateStep {
  const { steps } = update!;
  const known = steps.get(logicalId) ?? { made: [] };
  steps.set(logicalId, known);
  return known;
}

function failedBecause(stack: Stack): string {
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
