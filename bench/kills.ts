import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  paginateListStacks,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, startBackend } from '../packages/demo/src/backend';
import { BackstageClient } from '../packages/demo/src/backstageClient';
import { buildFrontend } from '../packages/demo/src/frontend';
import { freePorts } from '../packages/demo/src/ports';
import { untilTemplateIsThere } from './support/golden';
import { randomFrom } from './support/random';
import {
  type SandboxProcess,
  startSandboxProcess,
} from './support/sandboxProcess';
import { printTable, seconds } from './support/table';

/** How long one task takes at most without a kill, in milliseconds: kills are spread over it. */
const taskMs = 14_000;

/**
 * Every so many kills one is aimed at the moments between the failure of a deploy and the end of its task, which random
 * ones seldom hit: the clean-up step takes a tenth of a second.
 */
const aimedEvery = 4;

/** The resource of the failing services, and the reason that their tasks must end with. */
const faultyResource = 'ItemsTable';
const faultReason = 'no capacity left for this table';

/**
 * `npm run campaign:kills -- [KILLS] [SEED]`: the demo's backend is killed (`kill -9`) at random moments while it
 * creates two services, one of which a failing resource ends in a rollback; every fourth between that failure and the
 * task's end. The next backend must bring both to the
 * outcome that they would have had: nothing lost, nothing orphaned, nothing done twice.
 */
async function main(): Promise<void> {
  const [kills = 20, seed = Date.now() % 100_000] = process.argv
    .slice(2)
    .map(Number);
  console.log(`${kills} kills, seed ${seed}`);
  const random = randomFrom(seed);
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'campaign-kills-'));
  const port = await freePorts(4);
  const settings = { port, sandboxPort: port + 1, stateDir };
  await buildFrontend();
  const sandbox = await startSandboxProcess({ port: port + 1 });
  let backend = await startBackend(settings);
  const rows: string[][] = [];
  let wrong = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const names = [`good-${kill}`, `bad-${kill}`];
      await sandbox.control('POST', 'faults', {
        stackName: `${names[1]}-local`,
        logicalId: faultyResource,
        reason: faultReason,
      });
      const client = await BackstageClient.signIn(backend.url);
      const tasks = await Promise.all(
        names.map(name => createService(client, name)),
      );
      const created = Date.now();
      let steps: string[];
      if (kill % aimedEvery === 0) {
        // Without another request in between: the task ends a moment later.
        steps = ['?', await untilDeployHasFailed(client, tasks[1])];
      } else {
        await sleep(Math.round(random() * taskMs));
        steps = await Promise.all(tasks.map(id => client.currentStep(id)));
      }
      const moment = Date.now() - created;
      await killNow(backend);
      backend = await startBackend(settings);
      const begin = Date.now();
      const outcomes = await Promise.all(
        names.map((name, index) =>
          outcomeOf(backend, sandbox, name, tasks[index], index === 1),
        ),
      );
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome !== 'right') wrong++;
        rows.push([
          String(kill),
          names[index],
          seconds(moment),
          steps[index],
          seconds(Date.now() - begin),
          outcome,
        ]);
        console.log(rows.at(-1)!.join('  '));
      }
    }
  } finally {
    await backend.stop();
    await sandbox.stop();
    if (wrong === 0) rmSync(stateDir, { recursive: true, force: true });
  }
  console.log('');
  printTable(
    ['kill', 'service', 'after', 'in step', 'until the outcome', 'outcome'],
    rows,
  );
  console.log(`\n${rows.length - wrong} right, ${wrong} wrong`);
  if (wrong > 0) process.exitCode = 1;
}

async function createService(
  client: BackstageClient,
  name: string,
): Promise<string> {
  await untilTemplateIsThere(client);
  return client.createTask('template:default/private-serverless', {
    name,
    description: 'Is interrupted',
    owner: 'group:default/payments',
    environment: 'local',
    data: ['dynamodb'],
  });
}

/** @returns the step in which the task was seen then */
async function untilDeployHasFailed(
  client: BackstageClient,
  taskId: string,
): Promise<string> {
  const upToDeploy = ['not begun', 'check', 'generate', 'verify', 'deploy'];
  for (;;) {
    const step = await client.currentStep(taskId);
    if (!upToDeploy.includes(step)) return step;
  }
}

async function killNow(backend: Backend): Promise<void> {
  process.kill(backend.pid, 'SIGKILL');
  await backend.ended;
}

/** `right`, or what is wrong with how the task ended and with what is in AWS and in the catalog. */
async function outcomeOf(
  backend: Backend,
  sandbox: SandboxProcess,
  name: string,
  taskId: string,
  mustFail: boolean,
): Promise<string> {
  const client = await BackstageClient.signIn(backend.url);
  const result = await Promise.race([
    client.followTask(taskId),
    sleep(180_000, undefined, { ref: false }),
  ]);
  if (!result) return 'the task did not end within three minutes';
  const wrong: string[] = [];
  const expected = mustFail ? 'failed' : 'completed';
  if (result.status !== expected) {
    wrong.push(`the task ${result.status}: ${result.error?.split('\n')[0]}`);
  } else if (mustFail && !result.error?.split('\n')[0].includes(faultReason)) {
    wrong.push(`the first line is not the cause: ${result.error}`);
  }
  wrong.push(...(await wrongInAws(sandbox, name, mustFail)));
  const entity = await client.entity(name);
  if (Boolean(entity) === mustFail) {
    wrong.push(`the catalog ${entity ? 'has' : 'lacks'} the component`);
  }
  return wrong.join('; ') || 'right';
}

/** Compares everything that CloudFormation knows of the service with one undisturbed deploy. */
async function wrongInAws(
  sandbox: SandboxProcess,
  name: string,
  mustFail: boolean,
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
  const expected = mustFail ? 'ROLLBACK_COMPLETE' : 'CREATE_COMPLETE';
  if (StackStatus !== expected) wrong.push(`the stack is in ${StackStatus}`);
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
  const ids = new Set(events.map(event => event.LogicalResourceId!));
  const twice = [...ids].filter(id => count(id, 'CREATE_COMPLETE') > 1);
  if (twice.length > 0) wrong.push(`created twice: ${twice.join(', ')}`);
  client.destroy();
  return wrong;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
