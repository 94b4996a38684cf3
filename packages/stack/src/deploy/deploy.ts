import { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { callFailed } from '../aws/calls';
import { destroyStack } from '../destroy';
import { lookAtStack } from '../describe';
import { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import { rootCause } from '../follow/rootCause';
import { StackError } from '../errors';
import type { DeployOptions, DeployResult } from '../types';
import { cancel } from './cancel';
import { type ChangeSet, createChangeSet } from './changeSet';
import { discardAfter, discardChangeSet } from './cleanUp';
import { checkOptions } from './input';
import { Operation } from './operation';
import { failed, lostSight } from './outcome';
import { prepare, type PreparedDeploy, upload } from './prepare';

const succeeded = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
]);

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
    if (kind === 'recreate') await removeFailedStack(operation, options);
    operation.throwIfCancelled();
    changeSet = await createChangeSet(operation, {
      ...prepared.input,
      ...templateSource,
    });
  } catch (error) {
    const doing = `create a change set for stack ${options.stackName}`;
    return discardAfter(callFailed(doing, error), operation, { madeStack });
  }
  result.timings.plan = clock.now() - planStarted;
  result.stackArn = changeSet.stackArn || result.stackArn;
  result.changes = changeSet.changes;
  operation.progress(describeChanges(changeSet));

  if (changeSet.isEmpty || options.plan) {
    await discardChangeSet(operation, { madeStack }).catch(error => {
      throw callFailed(`remove change set ${changeSet.changeSetArn}`, error);
    });
    return finish({
      operation: changeSet.isEmpty ? 'none' : result.operation,
      status: existing?.status ?? 'REVIEW_IN_PROGRESS',
      outputs: existing?.outputs ?? {},
    });
  }
  return execute(operation, prepared, changeSet, finish);
}

async function execute(
  operation: Operation,
  prepared: PreparedDeploy,
  { stackArn, changeSetArn }: ChangeSet,
  finish: (changes: Partial<DeployResult>) => DeployResult,
): Promise<DeployResult> {
  const { calls, cloudFormation, clock, stackName } = operation;
  const kind = prepared.kind === 'update' ? 'update' : 'create';
  const madeStack = prepared.kind === 'create' || prepared.kind === 'recreate';
  const reader = new EventReader(operation, stackArn);
  try {
    await reader.skipPast();
    operation.throwIfCancelled();
  } catch (error) {
    const doing = `read the events of stack ${stackName}`;
    return discardAfter(callFailed(doing, error), operation, { madeStack });
  }

  const started = clock.now();
  let followed: Awaited<ReturnType<typeof follow>>;
  let outputs: Record<string, string> = {};
  let isStarted = false;
  try {
    await calls.call('ExecuteChangeSet', o =>
      cloudFormation.send(
        new ExecuteChangeSetCommand({
          ChangeSetName: changeSetArn,
          ClientRequestToken: operation.token,
        }),
        o,
      ),
    );
    isStarted = true;
    operation.changeSet = undefined;
    followed = await follow(operation, reader, stackArn);
    if (!followed) throw await cancel(operation, stackArn, kind);
    const stack = await lookAtStack(
      { cloudFormation, stackName: stackArn },
      calls,
    );
    outputs = stack?.outputs ?? {};
  } catch (error) {
    if (error instanceof StackError) throw error;
    const refused = !isStarted && callFailed(`execute ${changeSetArn}`, error);
    if (refused && refused.code !== 'unreachable') {
      return discardAfter(refused, operation, { madeStack });
    }
    throw lostSight(operation, 'deploy', error, finish({}));
  }
  const result = finish({ status: followed.status, outputs });
  result.timings.execute = clock.now() - started;
  if (succeeded.has(followed.status)) return result;
  const { events } = followed;
  result.failure = rootCause(
    events,
    event => reader.isOfStack(event),
    prepared.template,
  );
  throw failed(stackName, result, events);
}

async function removeFailedStack(operation: Operation, options: DeployOptions) {
  operation.progress(
    `Stack ${options.stackName} failed to be created before: removing what is left of it`,
  );
  await destroyStack({ ...options, onEvent: undefined });
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
