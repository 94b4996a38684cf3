import { readEventPage } from '../follow/EventPages';
import { nameTaken } from '../follow/leftovers';
import type { StackResource } from '../session/describe';
import type { StackSession } from '../session/StackSession';

/** States of a resource whose create may have failed. The others follow a create that succeeded. */
const undecided = /^(CREATE_FAILED|DELETE_(SKIPPED|FAILED|IN_PROGRESS))$/;

/**
 * The logical IDs of the resources that the stack never had, because the create failed with a name that was taken. Their
 * physical IDs are those of somebody else's resources. Only the events of the stack have the reason.
 *
 * @param resources - the resources of the stack itself
 * @throws UnreachableError, or what the SDK throws
 */
export async function foreignIds(
  session: StackSession,
  stackArn: string,
  resources: StackResource[],
): Promise<Set<string>> {
  const open = new Set(
    resources
      .filter(({ status }) => undecided.test(status))
      .map(({ logicalId }) => logicalId),
  );
  const foreign = new Set<string>();
  let nextToken: string | undefined;
  // The newest event first: the last create decides.
  while (open.size > 0) {
    const page = await readEventPage(session, stackArn, { nextToken });
    for (const event of page.StackEvents ?? []) {
      const { LogicalResourceId: id = '', ResourceStatus = '' } = event;
      if (event.PhysicalResourceId === stackArn || !open.has(id)) continue;
      if (/^(CREATE|IMPORT|UPDATE)_COMPLETE$/.test(ResourceStatus)) {
        open.delete(id);
      } else if (ResourceStatus === 'CREATE_FAILED') {
        open.delete(id);
        if (nameTaken.test(event.ResourceStatusReason ?? '')) foreign.add(id);
      }
    }
    nextToken = page.NextToken || undefined;
    if (!nextToken) return foreign;
  }
  return foreign;
}
