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

/** Failing resource of the `bad` services, and the reason that their tasks must report. */
export const faultyResource = 'ItemsTable';
export const faultReason = 'no capacity left for this table';

/** Services of each round, and their outcome regardless of when the backend is killed. */
export const kinds = {
  good: { task: 'completed', stack: 'CREATE_COMPLETE', deletions: 0 },
  /** A failing resource makes its deploy roll back. */
  bad: {
    task: 'failed',
    error: faultReason,
    stack: 'ROLLBACK_COMPLETE',
    deletions: 0,
  },
  /** Its repository cannot be published, and the form has the choice to delete the stack in this case. */
  undone: {
    task: 'failed',
    error: 'already exists',
    stack: 'DELETE_COMPLETE',
    deletions: 1,
  },
} as const;
/** Kind of a service. */
export type Kind = keyof typeof kinds;

/** A service that a task creates. */
export type Service = { kind: Kind; name: string; taskId: string };

/**
 * `publish:gitea` writes no checkpoint. If the backend is killed in this step, the repository exists already when the step runs
 * again: the task fails, and the service keeps running.
 */
const repeatedPublish = { task: 'failed', error: 'already exists' };

/** Returns `ok`, or the problems of the task's end, of the resources in AWS and of the catalog. */
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
  if (!result) return 'the task has not ended after three minutes';
  const problems: string[] = [];
  const isRepeated =
    kind === 'good' &&
    stepBeforeRecovery(events) === 'publish' &&
    result.status === 'failed';
  const expected: { task: string; error?: string } = isRepeated
    ? repeatedPublish
    : kinds[kind];
  if (result.status !== expected.task) {
    problems.push(
      `the task has the status ${result.status}: ${
        result.error?.split('\n')[0]
      }`,
    );
  } else if (
    expected.error &&
    !result.error?.split('\n')[0].includes(expected.error)
  ) {
    problems.push(`the first line is not the root cause: ${result.error}`);
  }
  problems.push(...(await problemsInAws(sandbox, name, kind)));
  const entity = await client.entity(name);
  if (Boolean(entity) !== (expected.task === 'completed')) {
    problems.push(
      `the catalog ${entity ? 'has' : 'does not have'} the component`,
    );
  }
  return problems.join('; ') || 'ok';
}

/** The step of the task when its backend was killed, or `undefined` if the task had ended or not started. */
function stepBeforeRecovery(events: TaskEvent[]): string | undefined {
  const recovery = events.findIndex(({ type }) => type === 'recovered');
  return events
    .slice(0, Math.max(0, recovery))
    .findLast(({ body }) => body.stepId)?.body.stepId;
}

/** Compares the stacks and events of the service with those of a deploy without a kill. */
async function problemsInAws(
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
  const problems: string[] = [];
  const expected = kinds[kind];
  if (StackStatus !== expected.stack) {
    problems.push(`the stack is in ${StackStatus}`);
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
    problems.push('the number of change sets of type CREATE is not one');
  }
  if (count(StackName!, 'CREATE_IN_PROGRESS') !== 1) {
    problems.push('the number of executions is not one');
  }
  if (count(StackName!, 'DELETE_IN_PROGRESS') !== expected.deletions) {
    problems.push(`the number of deletions is not ${expected.deletions}`);
  }
  const ids = new Set(events.map(event => event.LogicalResourceId!));
  const twice = [...ids].filter(id => count(id, 'CREATE_COMPLETE') > 1);
  if (twice.length > 0) problems.push(`created twice: ${twice.join(', ')}`);
  client.destroy();
  return problems;
}
