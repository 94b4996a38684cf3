import { plannedChange } from '../plan/changes';
import { comparisonOf, declaredCidrs } from '../plan/comparisonOf';
import { marksOrUnknown } from '../plan/marks/marks';
import { planOf } from '../plan/plan';
import { unexplainedChanges } from '../plan/unexplained';
import { UnreachableError } from '../session/aws/faults';
import { readStack } from '../session/describe';
import { StackError } from '../session/StackError';
import type { Plan } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { readLiveTemplate } from '../template/liveTemplate';
import type { Template } from '../template/parse';
import { createIsSecret } from '../template/secretValues';
import type { Attempt } from './Attempt';
import type { ChangeSet } from './changeSet';
import { readNestedChanges } from './nestedChanges';
import type { PreparedDeploy } from './prepare';
import { notComparedStacks } from './revertDrift';

/**
 * The template that the change set deploys: the processed one if the template has macros.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function deployedTemplate(
  { session, template }: Attempt,
  { stackArn, changeSetArn }: ChangeSet,
): Promise<Template> {
  return template.hasTransform
    ? readLiveTemplate(session, stackArn, changeSetArn)
    : template;
}

/**
 * The plan of a change set and of those of its nested stacks, with marks of what becomes wider. An update is compared with the current template of the
 * stack. If that cannot be read, the marks depend on the change set alone, and a progress line reports it.
 *
 * @param template - see {@link deployedTemplate}
 * @throws UnreachableError
 */
export async function planOfChangeSet(
  { session, options }: Attempt,
  { kind, existing, parameters }: PreparedDeploy,
  { stackArn, resourceChanges, comparesActualState }: ChangeSet,
  template: Template,
): Promise<Plan> {
  const isSecret = createIsSecret(template);
  const changes = resourceChanges.map(change =>
    plannedChange(change, { isSecret }),
  );
  const before =
    kind === 'update'
      ? {
          template: await templateBefore(session, stackArn),
          parameters: existing!.parameters,
        }
      : undefined;
  const after = { template, parameters };
  const corporateCidrs = options.corporateCidrs ?? declaredCidrs(after);
  const nested = await readNestedChanges(
    session,
    resourceChanges,
    corporateCidrs,
  );
  const marks = marksOrUnknown(() =>
    comparisonOf({
      stackArn,
      before,
      after,
      changes: resourceChanges,
      corporateCidrs,
      read: nested.read,
    }),
  );
  const unexplained = comparesActualState
    ? unexplainedChanges(resourceChanges, before, after)
    : undefined;
  return planOf(
    [...changes, ...nested.changes],
    [
      ...marks,
      ...nested.marks,
      ...(comparesActualState ? notComparedStacks(template) : []),
      ...(unexplained ? [unexplained] : []),
    ],
  );
}

async function templateBefore(
  session: StackSession,
  stackArn: string,
): Promise<Template | undefined> {
  try {
    return await readLiveTemplate(session, stackArn);
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    session.progress(
      `Failed to read the current template of the stack (${
        (error as Error).message
      }). To find what becomes wider, the plan compares only what the change set contains. Grant cloudformation:GetTemplate.`,
      'warn',
    );
    return undefined;
  }
}

/**
 * Calls the caller's gate with the plan and with the template that will be deployed.
 *
 * @param template - see {@link deployedTemplate}
 * @throws StackError `blocked` with the gate's message
 */
export async function checkPlanGate(
  { options: { planGate, stackName } }: Attempt,
  { deployed, parameters }: PreparedDeploy,
  { changes }: ChangeSet,
  { plan, template }: { plan: Plan; template: Template },
): Promise<void> {
  if (!planGate) return;
  const templateBody = template.body;
  try {
    await planGate({ plan, changes, templateBody, parameters, deployed });
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
