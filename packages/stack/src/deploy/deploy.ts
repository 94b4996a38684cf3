import { callFailed } from '../aws/calls';
import { destroyStack } from '../destroy';
import type { DeployOptions, DeployResult } from '../types';
import { type ChangeSet, createChangeSet } from './changeSet';
import { discardAfter, discardChangeSet } from './cleanUp';
import { execute } from './execute';
import { checkOptions } from './input';
import { Operation } from './operation';
import { prepare, type PreparedDeploy, upload } from './prepare';

/**
 * Brings a stack to what its template says.
 *
 * ```
 * look at the stack ─▶ bundle ─▶ gate ─▶ upload ─▶ change set ─▶ execute ─▶ follow ─▶ outputs
 *   refuse: exists,     input    blocked            none, plan:    │          │
 *   notOwned, state                                 removed again  └─ cancel ─┴─ unreachable: nothing claimed
 * ```
 *
 * @throws StackError; the first line of its message is cause and advice
 */
export async function deployStack(
  options: DeployOptions,
): Promise<DeployResult> {
  checkOptions(options);
  const operation = new Operation(options);
  const { clock } = operation;
  const started = clock.now();
  operation.throwIfCancelled();

  const prepared = await prepare(operation, options);
  const { existing, kind } = prepared;
  const result: DeployResult = {
    stackArn: existing?.stackArn ?? '',
    operation: kind === 'update' ? 'update' : 'create',
    status: existing?.status ?? '',
    outputs: {},
    changes: [],
    timings: { package: clock.now() - started, plan: 0, execute: 0, total: 0 },
    apiCalls: operation.calls.counts,
  };
  const finish = (changes: Partial<DeployResult>): DeployResult => {
    Object.assign(result, changes);
    result.timings.total = clock.now() - started;
    return result;
  };

  if (options.plan && kind === 'recreate') {
    // CloudFormation takes no change set for such a stack, and a plan deletes nothing.
    return finish({ changes: allNew(prepared) });
  }

  let planStarted = started;
  const madeStack = kind === 'create' || kind === 'recreate';
  let changeSet: ChangeSet;
  try {
    const templateSource = await upload(operation, options, prepared);
    planStarted = clock.now();
    result.timings.package = planStarted - started;
    if (kind === 'recreate') {
      await removeFailedStack(operation, options, existing!.stackArn);
    }
    operation.throwIfCancelled();
    changeSet = await createChangeSet(operation, {
      ...prepared.input,
      ...templateSource,
    });
  } catch (error) {
    const doing = `create a change set for stack ${options.stackName}`;
    const left = 'an empty stack or a change set may have been left';
    const failure = callFailed(doing, error, left);
    return discardAfter(failure, operation, { madeStack });
  }
  result.timings.plan = clock.now() - planStarted;
  result.stackArn = changeSet.stackArn || result.stackArn;
  result.changes = changeSet.changes;
  operation.progress(describeChanges(changeSet));

  if (changeSet.isEmpty || options.plan) {
    await discardChangeSet(operation, { madeStack }).catch(error => {
      const { changeSetArn } = changeSet;
      throw callFailed(
        `remove change set ${changeSetArn}`,
        error,
        'it may have been left',
      );
    });
    return finish({
      operation: changeSet.isEmpty ? 'none' : result.operation,
      status: existing?.status ?? 'REVIEW_IN_PROGRESS',
      outputs: existing?.outputs ?? {},
    });
  }
  return execute(operation, prepared, changeSet, finish);
}

async function removeFailedStack(
  operation: Operation,
  options: DeployOptions,
  stackArn: string,
) {
  operation.progress(
    `Stack ${options.stackName} failed to be created before: removing what is left of it`,
  );
  await destroyStack({
    ...options,
    // By ARN: whatever has taken the name in the meantime stays.
    stackName: stackArn,
    token: `delete-${operation.token}`,
    onEvent: undefined,
    onProgress: undefined,
  });
  operation.removedFailedStack = true;
}

function describeChanges({ changes, isEmpty }: ChangeSet): string {
  if (isEmpty) return 'Nothing to change';
  const counts = new Map<string, number>();
  for (const { action, replacement } of changes) {
    const what = replacement === 'True' ? 'Replace' : action;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return `Change set: ${[...counts]
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')}`;
}

function allNew({ template }: PreparedDeploy): DeployResult['changes'] {
  return Object.entries(template.resources).map(([logicalId, { Type }]) => ({
    logicalId,
    type: Type,
    action: 'Add',
  }));
}
