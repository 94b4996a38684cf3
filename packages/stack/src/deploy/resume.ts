import { EventReader } from '../follow/EventReader';
import { type Followed, follow } from '../follow/follow';
import { outcomeUnknown } from '../follow/outcomeUnknown';
import { StackError } from '../session/StackError';
import { checkOwnerUnlessEmpty } from '../session/ownership';
import type { DeployResult } from '../session/results';
import type { Attempt } from './Attempt';
import { cancel, cancelledDeploy } from './cancel';
import { conclude } from './conclude';
import type { EarlierOperation } from './History';
import { earlierRunUnknown } from './outcome';
import { searchAttempt } from './searchAttempt';

/**
 * Resumes the attempt of an earlier run: follows its stack operation to its end, or reports how it ended. Reports all
 * events from the beginning, so that none is lost between the two runs.
 *
 * @returns undefined when no earlier run started a stack operation. A change set or an empty stack that it left is then
 *   recorded in the attempt
 * @throws StackError as `deployStack`
 */
export async function resume(
  attempt: Attempt,
): Promise<DeployResult | undefined> {
  const { session, options, report } = attempt;
  const earlier = await searchAttempt(session, attempt.token).catch(error => {
    throw earlierRunUnknown(session, error);
  });
  attempt.earlierRunCreatedStack = earlier.hasCreatedStack ?? false;
  attempt.changeSet = earlier.changeSet;
  const { operation } = earlier;
  if (!operation) return undefined;
  const { stack, kind, ended } = operation;
  checkOwnerUnlessEmpty(stack, options.ownerTag);
  const { stackArn } = stack;
  report.update({ stackArn, operation: kind, resumed: true, adopted: true });
  session.progress(
    `Resuming the ${kind} of stack ${
      session.stackName
    } that an earlier run started: ${
      ended ? `it has ended in ${ended}` : 'it is in progress'
    }. Its events from the beginning:`,
  );
  const reader = new EventReader(session, stackArn);
  try {
    return await report.timed('execute', async () => {
      const followed = ended
        ? await eventsOfEnded(attempt, reader, operation)
        : await followToEnd(attempt, reader, operation);
      if (!followed) {
        const isUpdate = kind === 'update';
        throw await cancel(attempt, reader, { stackArn, isUpdate });
      }
      if (operation.isCancelled) {
        throw cancelledDeploy(
          session.stackName,
          'the earlier run requested its cancellation',
          followed,
        );
      }
      return conclude(attempt, reader, followed);
    });
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw outcomeUnknown(session, 'deploy', error, report.update());
  }
}

function followToEnd(
  { session, template }: Attempt,
  reader: EventReader,
  { stack, before, kind, events }: EarlierOperation,
) {
  if (before) reader.skipUpTo(before);
  return follow(session, reader, {
    stackArn: stack.stackArn,
    planned: kind === 'create' ? Object.keys(template.resources) : undefined,
    // Without events, the stack operation has not started, and the stack still has its previous state.
    ...(events.length === 0 ? { statusBefore: stack.status } : {}),
  });
}

/**
 * The events of an ended stack operation. Those of the stack are known, and those of its nested stacks are read. Later
 * events are from another stack operation.
 */
async function eventsOfEnded(
  { session }: Attempt,
  reader: EventReader,
  { events: own, ended }: EarlierOperation,
): Promise<Followed> {
  reader.resumeAfter(own);
  const end = own.at(-1)?.at ?? '';
  const nested = (await reader.read()).filter(
    ({ path, at }) => path.length > 0 && at <= end,
  );
  const events = [...own, ...nested].sort((a, b) => a.at.localeCompare(b.at));
  for (const event of events) session.report(event);
  return { status: ended!, events };
}
