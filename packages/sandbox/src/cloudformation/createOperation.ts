import { deleteAll, finishDeletion } from './deleteOperation';
import { evaluatorFor, graphOf, outputsOf } from './evaluation';
import { runInOrder } from './order';
import { createResource, StepContext } from './resourceSteps';
import { Desired, Stack } from './stack';

/** Creates every resource of a new stack, or rolls back. */
export async function createStack(
  context: StepContext,
  desired: Desired,
): Promise<void> {
  const { stack, services, signal } = context;
  const { identity } = services.account;
  const evaluator = evaluatorFor(stack, desired, identity);
  const graph = graphOf(stack, desired, identity);
  const siblings = new AbortController();
  const steps = {
    ...context,
    signal: AbortSignal.any([signal, siblings.signal]),
  };
  const done = await runInOrder(graph, steps.signal, async logicalId => {
    const { type, properties } = desired.template.resources[logicalId];
    const resource = { logicalId, type, status: '', at: new Date() };
    const created = await createResource(steps, resource, () =>
      evaluator.properties(properties),
    );
    if (!created) siblings.abort();
    return created;
  });
  if (signal.aborted) return;
  if (!done) {
    await failCreation(
      context,
      `The following resource(s) failed to create: [${failed(stack).join(
        ', ',
      )}]. `,
    );
    return;
  }
  try {
    stack.outputs = outputsOf(stack, desired, identity);
  } catch (error) {
    await failCreation(context, `${(error as Error).message}. `);
    return;
  }
  stack.setStatus('CREATE_COMPLETE');
}

/** Logical ids of the resources whose creation failed or was cancelled. */
function failed(stack: Stack): string[] {
  return [...stack.resources.values()]
    .filter(resource => resource.status === 'CREATE_FAILED')
    .map(resource => resource.logicalId);
}

async function failCreation(
  context: StepContext,
  cause: string,
): Promise<void> {
  const { stack } = context;
  if (stack.onFailure === 'DO_NOTHING') {
    stack.setStatus('CREATE_FAILED', cause.trimEnd());
    return;
  }
  if (stack.onFailure === 'DELETE') {
    stack.setStatus('DELETE_IN_PROGRESS', `${cause}Delete requested by user.`);
    finishDeletion(stack, await deleteAll(context, []));
    return;
  }
  stack.setStatus(
    'ROLLBACK_IN_PROGRESS',
    `${cause}Rollback requested by user.`,
  );
  const left = await deleteAll(context, [], { afterFailedCreation: true });
  // A deletion of the stack that came in the meantime has the last word.
  if (context.signal.aborted) return;
  if (left.length > 0) {
    stack.setStatus(
      'ROLLBACK_FAILED',
      `The following resource(s) failed to delete: [${left.join(', ')}]. `,
    );
  } else {
    stack.setStatus('ROLLBACK_COMPLETE');
  }
}
