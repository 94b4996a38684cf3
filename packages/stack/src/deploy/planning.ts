import { planOf } from '../plan/plan';
import { wideningOfTemplates } from '../plan/widening';
import { readStack } from '../session/describe';
import { StackError } from '../session/StackError';
import type { Plan, PlanWarning } from '../session/results';
import { liveTemplateBody, readLiveTemplate } from '../template/liveTemplate';
import type { Attempt } from './Attempt';
import type { ChangeSet } from './changeSet';
import type { PreparedDeploy } from './prepare';

/**
 * The plan of a change set. For an update it includes the permissions and rules that the new template adds to the
 * current template of the stack. If the two cannot be compared, the plan contains only the change set, and a progress
 * line reports it.
 */
export async function planOfChangeSet(
  { session, template }: Attempt,
  { kind }: PreparedDeploy,
  { stackArn, changes }: ChangeSet,
): Promise<Plan> {
  if (kind !== 'update') return planOf(changes);
  let widening: PlanWarning[] = [];
  try {
    const before = await readLiveTemplate(session, stackArn);
    widening = wideningOfTemplates(before.content, template.content);
  } catch (error) {
    session.progress(
      `Failed to compare the new template with the template of the stack (${
        (error as Error).message
      }). The plan shows only the new permissions and rules in the change set.`,
      'warn',
    );
  }
  return planOf(changes, widening);
}

/**
 * Calls the caller's gate with the plan and with the template that will be deployed: the processed one if it has
 * macros.
 *
 * @throws StackError `blocked` with the gate's message; UnreachableError, or what the SDK throws
 */
export async function checkPlanGate(
  { session, options, template }: Attempt,
  { parameters }: PreparedDeploy,
  { stackArn, changeSetArn, changes }: ChangeSet,
  plan: Plan,
): Promise<void> {
  const { planGate, stackName } = options;
  if (!planGate) return;
  const templateBody = template.hasTransform
    ? await liveTemplateBody(session, { stackArn, changeSetArn })
    : template.body;
  try {
    await planGate({ plan, changes, templateBody, parameters });
  } catch (error) {
    throw new StackError(
      'blocked',
      `Stack ${stackName} is not deployed: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Calls `whyKeepExisting` once more for the stack of the change set. Computing the plan took some time, and conditions
 * outside CloudFormation may have changed.
 *
 * @throws StackError `exists` with the caller's reason; what the caller or the SDK throws
 */
export async function checkMayStillChange(
  { session, options }: Attempt,
  { stackArn }: ChangeSet,
): Promise<void> {
  const { whyKeepExisting } = options;
  if (!whyKeepExisting) return;
  const stack = await readStack(session, stackArn);
  const reason = stack && (await whyKeepExisting(stack));
  if (reason) throw new StackError('exists', reason);
}
