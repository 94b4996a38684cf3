import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  paginateListStacks,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BackstageClient,
  TaskEvent,
} from '../../packages/demo/src/backstageClient';
import type { SandboxProcess } from './sandboxProcess';

/** The resource of the `bad` services, and the reason that their tasks must end with. */
export const faultyResource = 'ItemsTable';
export const faultReason = 'no capacity left for this table';

/** What is created in each round, and what must become of it whenever the backend dies. */
export const kinds = {
  good: { task: 'completed', stack: 'CREATE_COMPLETE', deletions: 0 },
  /** A failing resource ends its deploy in a rollback. */
  bad: {
    task: 'failed',
    error: faultReason,
    stack: 'ROLLBACK_COMPLETE',
    deletions: 0,
  },
  /** Its repository cannot be published, and the person chose to have its stack deleted then. */
  undone: {
    task: 'failed',
    error: 'already exists',
    stack: 'DELETE_COMPLETE',
    deletions: 1,
  },
} as const;
/** One of them. */
export type Kind = keyof typeof kinds;

/** A service that is being created. */
export type Service = { kind: Kind; name: string; taskId: string };

/**
 * `publish:gitea` keeps no record of what it has done. If the backend is killed in this step, the next one finds the
 * repository there: the task fails, and the service keeps running.
 */
const repeatedPublish = { task: 'failed', error: 'already exists' };

/** `right`, or what is wrong with how the task ended and with what is in AWS and in the catalog. */
export async function outcomeOf(
  client: BackstageClient,
  sandbox: SandboxProcess,
  { kind, name, taskId }: Service,
): Promise<string> {
  const events: TaskEvent[] = [];
  const result = await Promise.race([
    client.followTask(taskId, event => events.push(event)),
    sleep(180_000, undefined, { ref: false }),
  ]);
  if (!result) return 'the task did not end within three minutes';
  const wrong: string[] = [];
  const isRepeated =
    kind === 'good' &&
    stepBeforeRecovery(events) === 'publish' &&
    result.status === 'failed';
  const expected: { task: string; error?: string } = isRepeated
    ? repeatedPublish
    : kinds[kind];
  if (result.status !== expected.task) {
    wrong.push(`the task ${result.status}: ${result.error?.split('\n')[0]}`);
  } else if (
    expected.error &&
    !result.error?.split('\n')[0].includes(expected.error)
  ) {
    wrong.push(`the first line is not the cause: ${result.error}`);
  }
  wrong.push(...(await wrongInAws(sandbox, name, kind)));
  const entity = await client.entity(name);
  if (Boolean(entity) !== (expected.task === 'completed')) {
    wrong.push(`the catalog ${entity ? 'has' : 'lacks'} the component`);
  }
  return wrong.join('; ') || 'right';
}

/** The step that the task was in when its backend was killed, or undefined if it had ended or not begun. */
function stepBeforeRecovery(events: TaskEvent[]): string | undefined {
  const recovery = events.findIndex(({ type }) => type === 'recovered');
  return events
    .slice(0, Math.max(0, recovery))
    .findLast(({ body }) => body.stepId)?.body.stepId;
}

/** Compares everything that CloudFormation knows of the service with one undisturbed deploy. */
async function wrongInAws(
  sandbox: SandboxProcess,
  name: string,
  kind: Kind,
): Promise<string[]> {
  const client = new CloudFormationClient({
    endpoint: sandbox.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'campaign', secretAccessKey: 'campaign' },
  });
  const stacks = [];
  for await (const page of paginateListStacks({ client }, {})) {
    stacks.push(
      ...(page.StackSummaries ?? []).filter(s =>
        s.StackName!.startsWith(`${name}-`),
      ),
    );
  }
  if (stacks.length !== 1) return [`${stacks.length} stacks`];
  const [{ StackId, StackName, StackStatus }] = stacks;
  const wrong: string[] = [];
  const expected = kinds[kind];
  if (StackStatus !== expected.stack) {
    wrong.push(`the stack is in ${StackStatus}`);
  }
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: StackId, NextToken }),
    );
    events.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  const count = (id: string, status: string) =>
    events.filter(
      e => e.LogicalResourceId === id && e.ResourceStatus === status,
    ).length;
  if (count(StackName!, 'REVIEW_IN_PROGRESS') !== 1) {
    wrong.push('not one change set of type CREATE');
  }
  if (count(StackName!, 'CREATE_IN_PROGRESS') !== 1) {
    wrong.push('not executed once');
  }
  if (count(StackName!, 'DELETE_IN_PROGRESS') !== expected.deletions) {
    wrong.push(`not deleted ${expected.deletions} times`);
  }
  const ids = new Set(events.map(event => event.LogicalResourceId!));
  const twice = [...ids].filter(id => count(id, 'CREATE_COMPLETE') > 1);
  if (twice.length > 0) wrong.push(`created twice: ${twice.join(', ')}`);
  client.destroy();
  return wrong;
}
