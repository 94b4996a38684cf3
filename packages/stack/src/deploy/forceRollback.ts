import { resourceDriftLines } from '../drift/driftLines';
import { resourceDriftOf } from '../drift/oneResource';
import { readableReason } from '../follow/rootCause';
import { readResources, type StackResource } from '../session/describe';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import { stackType } from '../template/resourceTypes';

/** A resource whose rollback failed. */
export type StuckResource = StackResource & {
  /** The stack that contains it. */
  stackArn: string;
  /** Logical IDs of the nested stacks that lead to it, outermost first. */
  path: string[];
};

/**
 * The resources that could not be rolled back, also those in nested stacks. `ForceRollback` skips them:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function stuckResources(
  session: StackSession,
  stackArn: string,
  path: string[] = [],
): Promise<StuckResource[]> {
  const failed = (await readResources(session, stackArn)).filter(
    ({ status }) => status === 'UPDATE_FAILED',
  );
  const found: StuckResource[] = [];
  for (const resource of failed) {
    const { logicalId, physicalId, type } = resource;
    const inside =
      type === stackType && physicalId
        ? await stuckResources(session, physicalId, [...path, logicalId])
        : [];
    if (inside.length > 0) found.push(...inside);
    else found.push({ ...resource, stackArn, path });
  }
  return found;
}

/** One line for each resource that could not be rolled back. */
export function stuckLines(
  session: Pick<StackSession, 'redactor'>,
  stuck: StuckResource[],
): string[] {
  return stuck.map(
    ({ path, logicalId, type, physicalId, reason }) =>
      `Could not be rolled back: ${[...path, logicalId].join(' › ')} (${type})${
        physicalId ? ` ${physicalId}` : ''
      }${
        reason
          ? `: ${session.redactor
              .hide(readableReason(reason))
              .replace(/[.\s]*$/, '')}`
          : ''
      }`,
  );
}

/** What a forced rollback means for the resources that it skips. */
export const forcedMeaning =
  'CloudFormation skips these resources: it records them as rolled back, leaves them as they are, and no longer compares them. If they differ from the template, later updates of the stack can fail.';

/** Lists what a forced rollback skips, before it begins. */
export function announceForced(
  session: StackSession,
  stuck: StuckResource[],
): void {
  for (const line of [...stuckLines(session, stuck), forcedMeaning]) {
    session.progress(line, 'warn');
  }
}

/**
 * Compares the skipped resources with the template, one by one: a drift detection of the whole stack leaves them out.
 *
 * @throws StackError `failed` if one of them differs or could not be compared: the stack and its resources should be made
 *   consistent before another update. UnreachableError, or what the SDK throws
 */
export async function checkSkipped(
  session: StackSession,
  stackName: string,
  skipped: StuckResource[],
): Promise<void> {
  const lines: string[] = [];
  for (const { stackArn, path, ...resource } of skipped) {
    const drift = await resourceDriftOf(session, stackArn, resource);
    if (drift.status === 'IN_SYNC') continue;
    const name = [...path, drift.logicalId].join(' › ');
    lines.push(...resourceDriftLines({ ...drift, logicalId: name }));
  }
  if (lines.length === 0) {
    session.progress('The skipped resources are as in the template.');
    return;
  }
  throw new StackError(
    'failed',
    [
      `Stack ${stackName} was rolled back without the resources that could not be, and nothing new was deployed: skipped resources are not as in the template. Correct them by hand, or deploy again and set them back (${session.option(
        'revertDrift',
      )}).`,
      ...lines,
    ].join('\n'),
    { option: 'revertDrift' },
  );
}
