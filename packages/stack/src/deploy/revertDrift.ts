import type { StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import type { PlanWarning } from '../session/results';
import { isStackGone } from '../session/states';
import type { Template } from '../template/parse';
import { stackType } from '../template/resourceTypes';
import type { Attempt } from './Attempt';
import type { Decision } from './decision';

/**
 * Checks that the deploy updates the stack: only then is there an actual state to compare with.
 *
 * @throws StackError `input` that says what a deploy without the option does
 */
export function checkCanRevertDrift(
  { session }: Attempt,
  { kind }: Decision,
  existing: StackDescription | undefined,
): void {
  if (kind === 'update') return;
  const option = session.option('revertDrift');
  const start = `${option}: stack ${session.stackName}`;
  const problem =
    isStackGone(existing) || existing.status === 'REVIEW_IN_PROGRESS'
      ? `${start} has no resources yet, so nothing was changed by hand. To create them, deploy without ${option}.`
      : `${start} is in ${existing.status}, in which it has no actual state to keep: a deploy deletes what is left of it and creates it again. Deploy without ${option}.`;
  throw new StackError('input', problem, { option: 'revertDrift' });
}

/** What a drift-aware plan cannot show: one warning for each nested stack. */
export function notComparedStacks({ resources }: Template): PlanWarning[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === stackType)
    .map(([logicalId]) => ({
      kind: 'unknown',
      logicalId,
      text: `${logicalId} (${stackType}): not compared with its actual state: a drift-aware change set leaves out the resources of nested stacks. What was changed by hand in it is neither shown nor reverted`,
    }));
}

/** The progress line of a deploy without changes. */
export function nothingToChange(
  { options }: Attempt,
  { comparesActualState }: { comparesActualState: boolean },
): string {
  if (!options.revertDrift) return 'Nothing to change';
  if (!comparesActualState) {
    return 'Nothing to change. The endpoint has not confirmed that it compared the template with the actual state';
  }
  return 'Nothing to change, and nothing that CloudFormation compares was changed by hand';
}
