import { LogTails } from '../follow/LogTails';
import { planLines } from '../plan/plan';
import { checkAccount } from '../session/account';
import { callError } from '../session/aws/AwsCalls';
import type { DeployResult } from '../session/results';
import { StackSession } from '../session/StackSession';
import { noEchoValues } from '../template/parameters';
import { readTemplate } from '../template/parse';
import { releaseClaim } from './accountParameters';
import { Attempt } from './Attempt';
import { type ChangeSet, createChangeSet } from './changeSet';
import { checkCodeBuckets } from './checkCodeBuckets';
import { cleanUpAfter, cleanUpChangeSet } from './cleanUp';
import { execute } from './execute';
import { checkOptions } from './checkOptions';
import { deleteOldChangeSets } from './oldChangeSets';
import type { DeployOptions } from './options';
import { earlierRunUnknown } from './outcome';
import { isOvertaken, overtakenByDeletion } from './overtaken';
import {
  checkMayStillChange,
  checkPlanGate,
  deployedTemplate,
  planOfChangeSet,
} from './planning';
import { planRecovery } from './planRecovery';
import { prepare, type PreparedDeploy } from './prepare';
import { protectIfRequested } from './protect';
import { recover } from './recover';
import { Report } from './Report';
import { nothingToChange } from './revertDrift';
import { resume } from './resume';
import { StartOver } from './StartOver';
import { upload } from './upload';

/** Maximum number of change sets of one deploy. Another stack operation can start before each of them is executed. */
const maxRounds = 5;

/**
 * Brings a stack to the state that its template describes.
 *
 * ```
 * account ─▶ resume? ─▶ describe, wait ─▶ bundle ─▶ gate ─▶ upload ─▶ recover ─▶ change set ─▶ plan gate ─▶ execute ─▶ follow
 *   input    to its       exists,          input    blocked            failed     none, plan:    blocked       │          │
 *            end          notOwned                                                deleted again                └─ cancel ─┴─ unreachable
 * ```
 *
 * @throws StackError whose first line has the root cause and what to do
 * @public
 */
export async function deployStack(
  options: DeployOptions,
): Promise<DeployResult> {
  checkOptions(options);
  const session = new StackSession(options);
  try {
    return await runDeploy(session, options);
  } catch (error) {
    throw session.redactor.hideInError(error);
  }
}

/** Starts over when another stack operation changed the stack between the change set and its execution. */
async function runDeploy(
  session: StackSession,
  options: DeployOptions,
): Promise<DeployResult> {
  const attempt = await createAttempt(session, options).catch(error => {
    throw options.resume ? earlierRunUnknown(session, error) : error;
  });
  if (options.resume) {
    const resumed = await resume(attempt);
    if (resumed) return resumed;
  }
  try {
    return await deployInRounds(attempt);
  } finally {
    await releaseClaim(attempt);
  }
}

async function deployInRounds(attempt: Attempt): Promise<DeployResult> {
  const { session, options } = attempt;
  for (let round = 1; ; round++) {
    try {
      return await deployOnce(attempt, round);
    } catch (error) {
      const isRefused =
        options.onBusy === 'refuse' && !(error instanceof StartOver);
      const isLast = isRefused || round === maxRounds;
      if (isLast || !isOvertaken(error)) throw error;
      session.progress(
        `Another stack operation changed stack ${options.stackName} first. Starting over.`,
      );
    }
  }
}

/** Reads the template and checks the account, without a call to CloudFormation. */
async function createAttempt(
  session: StackSession,
  options: DeployOptions,
): Promise<Attempt> {
  const { logs, templatePath, parameters } = options;
  const report = new Report(session);
  // With `resume`, a cancellation must first find and stop the stack operation of the earlier run.
  if (!options.resume) session.throwIfCancelled();
  const template = await readTemplate(templatePath, session.readTemplateText);
  for (const warning of template.warnings) {
    session.progress(`Template ${templatePath}: ${warning}`, 'warn');
  }
  session.redactor.setSecrets(noEchoValues(template, parameters));
  const logTails = logs && new LogTails(session, logs, template);
  if (logTails) session.observe(event => logTails.note(event));
  await checkAccount(session, options);
  return new Attempt({ session, options, template, report, logTails });
}

async function deployOnce(
  attempt: Attempt,
  round: number,
): Promise<DeployResult> {
  const { session, options, report } = attempt;
  const prepared = await prepareRound(attempt, round);
  const { existing, createsStack } = prepared;
  report.update({
    stackArn: existing?.stackArn ?? '',
    operation: prepared.kind === 'update' ? 'update' : 'create',
    status: existing?.status ?? '',
  });
  if (options.plan && prepared.recovery) {
    return planRecovery(attempt, prepared).catch(error => {
      throw callError(`describe stack ${options.stackName}`, error);
    });
  }

  const changeSet = await makeChangeSet(attempt, prepared);
  report.update({
    stackArn: changeSet.stackArn || report.result.stackArn,
    changes: changeSet.changes,
  });
  if (changeSet.isEmpty) {
    session.progress(nothingToChange(attempt, changeSet));
  } else {
    await reviewPlan(attempt, prepared, changeSet);
    if (!options.plan) return execute(attempt, prepared, changeSet);
  }
  await cleanUpChangeSet(attempt, { createsStack }).catch(error => {
    throw callError(
      `delete change set ${changeSet.changeSetArn}`,
      error,
      'The change set may still exist.',
    );
  });
  if (existing) await deleteOldChangeSets(attempt, existing.stackArn);
  if (!options.plan) await protectIfRequested(attempt, existing);
  return report.update({
    ...(changeSet.isEmpty ? { operation: 'none' } : {}),
    status: existing?.status ?? 'REVIEW_IN_PROGRESS',
    outputs: existing?.outputs ?? {},
  });
}

async function prepareRound(
  attempt: Attempt,
  round: number,
): Promise<PreparedDeploy> {
  const { session, report } = attempt;
  try {
    session.throwIfCancelled();
    return await report.timed('package', () => prepare(attempt, round));
  } catch (error) {
    // An earlier run of this attempt may have left its change set, and the empty stack of that change set.
    return cleanUpAfter(error, attempt, {
      createsStack: attempt.earlierRunCreatedStack,
    });
  }
}

/** Uploads the artifacts, recovers the stack if necessary, and creates the change set. */
async function makeChangeSet(
  attempt: Attempt,
  prepared: PreparedDeploy,
): Promise<ChangeSet> {
  const { session, options, report } = attempt;
  const { existing, recovery, createsStack } = prepared;
  try {
    const templateSource = await report.timed('package', async () => {
      await checkCodeBuckets(attempt, prepared);
      return upload(attempt, prepared);
    });
    if (recovery) await recover(attempt, existing!, recovery);
    session.throwIfCancelled();
    return await report.timed('plan', () =>
      createChangeSet(attempt, { ...prepared.input, ...templateSource }),
    );
  } catch (error) {
    const failed = callError(
      `create a change set for stack ${options.stackName}`,
      error,
      'An empty stack or a change set may still exist.',
    );
    const overtaken = await overtakenByDeletion(attempt, prepared, error);
    return cleanUpAfter(overtaken ?? failed, attempt, { createsStack });
  }
}

/**
 * Reports the plan, then calls the caller's gates. A caller that requests only the plan gets it with the result, so that
 * nothing shows it twice. If a gate then throws, there is no result, so the plan is reported.
 */
async function reviewPlan(
  attempt: Attempt,
  prepared: PreparedDeploy,
  changeSet: ChangeSet,
): Promise<void> {
  const { session, options, report } = attempt;
  const review = async () => {
    const template = await deployedTemplate(attempt, changeSet);
    const plan = await planOfChangeSet(attempt, prepared, changeSet, template);
    report.update({ plan, changes: plan.changes });
    const showPlan = () =>
      planLines(plan).forEach(({ text, level }) =>
        session.progress(text, level),
      );
    if (!options.plan) showPlan();
    try {
      await checkPlanGate(attempt, prepared, changeSet, { plan, template });
    } catch (error) {
      if (options.plan) showPlan();
      throw error;
    }
    if (!options.plan) await checkMayStillChange(attempt, changeSet);
    session.throwIfCancelled();
  };
  try {
    await report.timed('plan', review);
  } catch (error) {
    const failed = callError(
      `read change set ${changeSet.changeSetArn}`,
      error,
      'Nothing was executed.',
    );
    const { createsStack } = prepared;
    await cleanUpAfter(failed, attempt, { createsStack });
  }
}
