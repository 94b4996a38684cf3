import { deleteAll } from './deleteOperation';
import { evaluatorFor, graphOf, outputsOf } from './evaluation';
import { runInOrder } from './order';
import { cancelUnfinished, createResource } from './resourceSteps';
import { Stack } from './Stack';
import { StepContext } from './stepContext';

/**
 * Creates every resource of a new stack. The stack's `onFailure` selects what
 * follows a failure.
 */
export async function createStack(context: StepContext): Promise<void> {
  const { stack, services, signal } = context;
  const desired = stack.desired!;
  const { identity } = services.account;
  const evaluator = evaluatorFor(stack, desired, identity);
  const graph = graphOf(stack, desired, identity);
  const siblings = new AbortController();
  const steps = {
    ...context,
    signal: AbortSignal.any([signal, siblings.signal]),
  };
  if (failed(stack).length > 0) siblings.abort();
  const done = await runInOrder(graph, steps.signal, async logicalId => {
    const { type, properties } = desired.template.resources[logicalId];
    const resource =
      stack.resources.get(logicalId) ?? stack.addResource(logicalId, type);
    if (resource.status === 'CREATE_COMPLETE') return true;
    const created = await createResource(steps, resource, () =>
      evaluator.properties(properties),
    );
    if (!created) siblings.abort();
    return created;
  });
  if (!done) cancelUnfinished(stack);
  if (signal.aborted) return;
  if (!done) {
    failCreation(
      stack,
      `The following resource(s) failed to create: [${failed(stack).join(
        ', ',
      )}]. `,
    );
    return;
  }
  try {
    stack.outputs = outputsOf(stack, desired, identity);
  } catch (error) {
    failCreation(stack, `${(error as Error).message}. `);
    return;
  }
  stack.setStatus('CREATE_COMPLETE');
}

/** Logical IDs of the resources whose creation failed or was canceled. */
function failed(stack: Stack): string[] {
  return [...stack.resources.values()]
    .filter(resource => resource.status === 'CREATE_FAILED')
    .map(resource => resource.logicalId);
}

function failCreation(stack: Stack, cause: string): void {
  if (stack.onFailure === 'DO_NOTHING') {
    stack.setStatus('CREATE_FAILED', cause.trimEnd());
  } else if (stack.onFailure === 'DELETE') {
    stack.setStatus('DELETE_IN_PROGRESS', `${cause}Delete requested by user.`);
  } else {
    stack.setStatus(
      'ROLLBACK_IN_PROGRESS',
      `${cause}Rollback requested by user.`,
    );
  }
}

/** Deletes the resources of a failed creation. */
export async function rollBackCreation(context: StepContext): Promise<void> {
  const { stack, signal } = context;
  const remaining = await deleteAll(context, { afterFailedCreation: true });
  // A deletion of the stack was requested in the meantime. It continues in its own phase.
  if (signal.aborted) return;
  if (remaining.length > 0) {
    stack.setStatus(
      'ROLLBACK_FAILED',
      `The following resource(s) failed to delete: [${remaining.join(', ')}]. `,
    );
  } else {
    context.services.nestedStacks.discardPlanned(stack.id);
    stack.update = undefined;
    stack.setStatus('ROLLBACK_COMPLETE');
  }
}
