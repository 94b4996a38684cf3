import { callFailed } from '../aws/calls';
import { LogTails } from '../follow/logTail';
import { planOf } from '../plan/plan';
import { noEchoValues } from '../template/parameters';
import { readTemplate, type Template } from '../template/parse';
import type { DeployOptions, DeployResult } from '../types';
import { checkAccount } from './account';
import { type ChangeSet, createChangeSet } from './changeSet';
import { discardAfter, discardChangeSet } from './cleanUp';
import { execute, isOvertaken } from './execute';
import { checkOptions } from './input';
import { Operation } from './operation';
import { askAgain, askPlanGate, planOfChangeSet } from './planning';
import { prepare, type PreparedDeploy, upload } from './prepare';
import { recover } from './recover';
import { protectAsAsked, Report } from './report';
import { undecided } from './outcome';
import { takeUp } from './takeUp';

/** Somebody else may begin an operation between our look and our execution: so often we start over. */
const mostRounds = 5;

/**
 * Brings a stack to what its template says.
 *
 * ```
 * account ─▶ resume? ─▶ look, wait ─▶ bundle ─▶ gate ─▶ upload ─▶ recover ─▶ change set ─▶ plan gate ─▶ execute ─▶ follow
 *   input    taken up,   exists,       input    blocked            failed     none, plan:    blocked       │          │
 *            to its end  notOwned                                             removed again                └─ cancel ─┴─ unreachable
 * ```
 *
 * @throws StackError; the first line of its message is cause and advice
 */
export async function deployStack(
  options: DeployOptions,
): Promise<DeployResult> {
  checkOptions(options);
  const operation = new Operation(options);
  try {
    return await deployAttempt(operation, options);
  } catch (error) {
    throw operation.hideInError(error);
  }
}

/** Starts over where somebody else changed the stack between the change set and its execution. */
async function deployAttempt(
  operation: Operation,
  options: DeployOptions,
): Promise<DeployResult> {
  const report = new Report(operation);
  const template = await begin(operation, options).catch(error => {
    throw options.resume ? undecided(operation, error) : error;
  });
  if (options.resume) {
    const taken = await takeUp(operation, options, template, report);
    if (taken) return taken;
  }
  for (let round = 1; ; round++) {
    try {
      return await deployOnce(operation, options, template, report, round);
    } catch (error) {
      const isLast = options.onBusy === 'refuse' || round === mostRounds;
      if (isLast || !isOvertaken(error)) throw error;
      operation.progress(
        `Somebody else was faster on stack ${options.stackName}: starting over`,
      );
    }
  }
}

/** Reads the template and checks the account; nothing is known of the stack yet. */
async function begin(
  operation: Operation,
  options: DeployOptions,
): Promise<Template> {
  const { logs, resume, templatePath, parameters } = options;
  // What an earlier run has begun is cancelled when it is found.
  if (!resume) operation.throwIfCancelled();
  const template = await readTemplate(templatePath, options.readTemplateText);
  template.warnings.forEach(warning =>
    operation.progress(`! Template ${templatePath}: ${warning}`),
  );
  operation.secretValues = noEchoValues(template, parameters);
  if (logs) {
    operation.logTails = new LogTails(logs, operation.calls, template, text =>
      operation.hide(text),
    );
  }
  await checkAccount(operation, options);
  return template;
}

async function deployOnce(
  operation: Operation,
  options: DeployOptions,
  template: Template,
  report: Report,
  round: number,
): Promise<DeployResult> {
  let prepared: PreparedDeploy;
  try {
    operation.throwIfCancelled();
    prepared = await report.timed('package', () =>
      prepare(operation, options, template, round),
    );
  } catch (error) {
    // An earlier run of this attempt may have left its change set, and the empty stack that it is for.
    const madeStack = operation.madeEmptyStack;
    return discardAfter(error, operation, { madeStack });
  }
  const { existing, kind, recovery, madeStack } = prepared;
  report.finish({
    stackArn: existing?.stackArn ?? '',
    operation: kind === 'update' ? 'update' : 'create',
    status: existing?.status ?? '',
  });
  if (options.plan && recovery) {
    return planWithoutChangeSet(operation, prepared, report);
  }

  let changeSet: ChangeSet;
  try {
    const templateSource = await report.timed('package', () =>
      upload(operation, options, prepared),
    );
    if (recovery) await recover(operation, options, existing!, recovery);
    operation.throwIfCancelled();
    changeSet = await report.timed('plan', () =>
      createChangeSet(operation, { ...prepared.input, ...templateSource }),
    );
  } catch (error) {
    const doing = `create a change set for stack ${options.stackName}`;
    const left = 'an empty stack or a change set may have been left';
    const failure = callFailed(doing, error, left);
    return discardAfter(failure, operation, { madeStack });
  }
  report.finish({
    stackArn: changeSet.stackArn || report.result.stackArn,
    changes: changeSet.changes,
  });

  if (!changeSet.isEmpty) {
    try {
      await report.timed('plan', () =>
        plan(operation, options, prepared, changeSet, report),
      );
    } catch (error) {
      const doing = `read change set ${changeSet.changeSetArn}`;
      const failure = callFailed(doing, error, 'nothing was executed');
      return discardAfter(failure, operation, { madeStack });
    }
    if (!options.plan) {
      return execute(operation, options, prepared, changeSet, report);
    }
  } else {
    operation.progress('Nothing to change');
  }
  await discardChangeSet(operation, { madeStack }).catch(error => {
    const { changeSetArn } = changeSet;
    const doing = `remove change set ${changeSetArn}`;
    throw callFailed(doing, error, 'it may have been left');
  });
  if (!options.plan) await protectAsAsked(operation, options, existing);
  return report.finish({
    ...(changeSet.isEmpty ? { operation: 'none' } : {}),
    status: existing?.status ?? 'REVIEW_IN_PROGRESS',
    outputs: existing?.outputs ?? {},
  });
}

/** Tells the plan, and asks the caller about it. */
async function plan(
  operation: Operation,
  options: DeployOptions,
  prepared: PreparedDeploy,
  changeSet: ChangeSet,
  report: Report,
): Promise<void> {
  const found = await planOfChangeSet(operation, prepared, changeSet);
  report.finish({ plan: found, changes: found.changes });
  for (const line of found.lines) operation.progress(line);
  await askPlanGate(operation, options, prepared, changeSet, found);
  if (!options.plan) await askAgain(operation, options, changeSet);
  operation.throwIfCancelled();
}

/**
 * CloudFormation takes no change set for a stack that has to be recovered first, and a plan changes nothing: for one
 * that is created anew everything is an addition, of the others the plan is only the recovery.
 */
function planWithoutChangeSet(
  operation: Operation,
  { template, existing, kind, recovery }: PreparedDeploy,
  report: Report,
): DeployResult {
  const all = Object.entries(template.resources).map(
    ([logicalId, { Type }]) => ({ logicalId, type: Type, action: 'Add' }),
  );
  const changes = kind === 'create' ? all : [];
  const { status } = existing!;
  const first = {
    'delete-failed-create': 'what is left of the failed create is deleted',
    'repeat-deletion': 'the deletion that failed is repeated',
    'continue-rollback': 'its rollback is continued',
    'roll-back': 'the failed update is rolled back',
  }[recovery!];
  const { warnings, lines } = planOf(changes);
  const told = [
    `Stack ${operation.stackName} is in ${status}: first ${first}`,
    ...(changes.length
      ? lines
      : ['What changes then, a change set can only tell after that']),
  ];
  for (const line of told) operation.progress(line);
  return report.finish({ changes, plan: { changes, warnings, lines: told } });
}
