import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { comparisonOf, type ResolvableTemplate } from '../plan/comparisonOf';
import { plannedChange } from '../plan/changes';
import { marksOrUnknown } from '../plan/marks/marks';
import { UnreachableError } from '../session/aws/faults';
import { readStack } from '../session/describe';
import type { PlannedChange, PlanWarning } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { readLiveTemplate } from '../template/liveTemplate';
import { stackType } from '../template/resourceTypes';
import { describeChangeSet } from './readChangeSet';
import { reportValidationWarnings } from './validation';

/** What the change sets of nested stacks contribute to a plan. */
export type NestedChanges = {
  changes: PlannedChange[];
  marks: PlanWarning[];
  /** Logical IDs of the nested stacks whose change sets were read. */
  read: ReadonlySet<string>;
};

/**
 * Reads the change sets of nested stacks, at any depth, and compares each nested stack before and after. A change set that
 * cannot be read is reported as progress. Its stack is then not among `read`.
 *
 * @param corporateCidrs - networks outside the VPC that may call the service
 * @param path - logical IDs of the nested stacks that lead to the changes
 * @throws UnreachableError
 */
export async function readNestedChanges(
  session: StackSession,
  resourceChanges: readonly ResourceChange[],
  corporateCidrs: readonly string[],
  path: string[] = [],
): Promise<NestedChanges> {
  const read = new Set<string>();
  const found: Omit<NestedChanges, 'read'> = { changes: [], marks: [] };
  for (const change of resourceChanges) {
    const { LogicalResourceId: id, ResourceType, ChangeSetId } = change;
    if (ResourceType !== stackType || !ChangeSetId) continue;
    const place = [...path, id!];
    try {
      const { changes, marks } = await readOne(
        session,
        { changeSetArn: ChangeSetId, isNew: change.Action === 'Add' },
        corporateCidrs,
        place,
      );
      found.changes.push(...changes);
      found.marks.push(...marks);
      read.add(id!);
    } catch (error) {
      if (error instanceof UnreachableError) throw error;
      session.progress(
        `Failed to read the changes of nested stack ${place.join(' › ')} (${
          (error as Error).message
        }). The plan does not contain them.`,
        'warn',
      );
    }
  }
  return { ...found, read };
}

async function readOne(
  session: StackSession,
  { changeSetArn, isNew }: { changeSetArn: string; isNew: boolean },
  corporateCidrs: readonly string[],
  path: string[],
): Promise<Omit<NestedChanges, 'read'>> {
  const { stackArn, parameters, resourceChanges } = await describeChangeSet(
    session,
    changeSetArn,
  );
  await reportValidationWarnings({ session }, changeSetArn, path);
  const after = {
    template: await readLiveTemplate(session, stackArn, changeSetArn),
    parameters,
  };
  const before = isNew ? undefined : await stackBefore(session, stackArn);
  const inside = await readNestedChanges(
    session,
    resourceChanges,
    corporateCidrs,
    path,
  );
  const marks = marksOrUnknown(
    () =>
      comparisonOf({
        stackArn,
        before,
        after,
        changes: resourceChanges,
        corporateCidrs,
        read: inside.read,
      }),
    path,
  );
  return {
    changes: [
      ...resourceChanges.map(change => plannedChange(change, { path })),
      ...inside.changes,
    ],
    marks: [...marks, ...inside.marks],
  };
}

async function stackBefore(
  session: StackSession,
  stackArn: string,
): Promise<ResolvableTemplate> {
  const stack = await readStack(session, stackArn);
  return {
    template: await readLiveTemplate(session, stackArn),
    parameters: stack?.parameters ?? {},
  };
}
