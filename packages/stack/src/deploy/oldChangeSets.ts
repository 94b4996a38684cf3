import { ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import type { StackSession } from '../session/StackSession';
import type { Attempt } from './Attempt';
import { deleteChangeSet } from './deleteChangeSet';

/** The names that runs of this product give to their change sets: the client token of an attempt. */
const ownName = /^ps-(\d+-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Minimum age at which a plan deletes a change set, in milliseconds. A younger one may be that of a deploy in progress,
 * which a plan must not disturb.
 */
const minAgeMs = 3_600_000;

/**
 * Deletes the change sets that killed runs left. Needed only if this run executes none: CloudFormation deletes the other
 * change sets of a stack when it executes one. A deploy that still needs its change set starts over. A failure is
 * reported and does not fail the deploy.
 */
export async function deleteOldChangeSets(
  { session, options }: Attempt,
  stackArn: string,
): Promise<void> {
  try {
    for (const { ChangeSetId, ChangeSetName, CreationTime } of await list(
      session,
      stackArn,
    )) {
      const ageMs = session.clock.now() - (CreationTime?.getTime() ?? 0);
      if (!ownName.test(ChangeSetName!)) continue;
      if (options.plan && ageMs < minAgeMs) continue;
      await deleteChangeSet(session, { ChangeSetName: ChangeSetId });
      session.progress(
        `Deleted change set ${ChangeSetName}, which an earlier run left.`,
      );
    }
  } catch (error) {
    session.progress(
      `Failed to delete change sets that earlier runs left (${
        (error as Error).message
      }).`,
      'warn',
    );
  }
}

/** The change sets that are computed and not executed: those of one page, of at most 100. */
async function list({ calls, cloudFormation }: StackSession, stackArn: string) {
  const { Summaries = [] } = await calls.call('ListChangeSets', o =>
    cloudFormation.send(new ListChangeSetsCommand({ StackName: stackArn }), o),
  );
  return Summaries.filter(
    ({ Status, ExecutionStatus }) =>
      /^(CREATE_COMPLETE|FAILED)$/.test(Status ?? '') &&
      !/^EXECUTE_/.test(ExecutionStatus ?? ''),
  );
}
