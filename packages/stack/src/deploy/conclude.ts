import type { EventReader } from '../follow/EventReader';
import type { Followed } from '../follow/follow';
import { leftoverLines, leftoversOf } from '../follow/leftovers';
import { rootCause } from '../follow/rootCause';
import { readStack } from '../session/describe';
import type { DeployResult } from '../session/results';
import { succeeded } from '../session/states';
import type { Attempt } from './Attempt';
import { deployFailed } from './outcome';
import { protectIfRequested } from './protect';

/**
 * The result of a deploy whose stack operation has ended.
 *
 * @throws StackError `failed` with the root cause; UnreachableError, or what the SDK throws
 */
export async function conclude(
  attempt: Attempt,
  reader: EventReader,
  { status, events }: Followed,
): Promise<DeployResult> {
  const { session, report, template } = attempt;
  const left = leftoversOf(status, events);
  if (left.length) {
    report.update({ leftovers: [...(report.result.leftovers ?? []), ...left] });
  }
  if (succeeded.has(status)) {
    for (const line of leftoverLines(left)) session.progress(line, 'warn');
    const stack = await readStack(session, report.result.stackArn);
    await protectIfRequested(attempt, stack);
    return report.update({ status, outputs: stack?.outputs ?? {} });
  }
  const failure = rootCause(events, {
    isOfStack: event => reader.isOfStack(event),
    operation: 'change',
    template,
  });
  if (failure && !failure.path) {
    const logTail = await attempt.logTails?.of(failure.logicalId);
    if (logTail?.length) failure.logTail = logTail;
  }
  const result = report.update({ status, ...(failure ? { failure } : {}) });
  throw deployFailed(session, result, events);
}
