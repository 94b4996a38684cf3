import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { destroyStack } from '@private-serverless/stack';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from './random';
import { slowCustomResource, stagedTemplate, stagedUpdate } from './template';
import { stateOf, findTraces } from './traces';
import type { Outcome, World } from './world';

/** A scenario with faults. `run` returns the problems of the outcome, empty if it is as expected. */
export type Scenario = {
  name: string;
  run(world: World): Promise<string[]>;
};

type RequestFaults = Parameters<
  World['sandbox']['control']['setRequestFaults']
>[0];

/** Resources that the update of the staged template changes. */
const changedByUpdate = ['Vpc', 'Log', 'LastLog', 'SubnetB', 'Extra'];

const reason = 'no capacity left for this resource';

/** Failing requests. The engine must reach the same outcome as without them. */
const requestFaults: Array<[string, RequestFaults]> = [
  ['throttling 30 %', { throttle: 0.3 }],
  ['5xx, a burst of 10', { serverError: 1, limit: 10 }],
  ['5xx 20 %', { serverError: 0.2 }],
  ['resets 20 %, half of them after the request was processed', { reset: 0.2 }],
  ['slow responses, 800 ms each', { delayMs: 800 }],
  [
    'throttling 20 %, 5xx 5 %, resets 10 %, slow',
    { throttle: 0.2, serverError: 0.05, reset: 0.1, delayMs: 50 },
  ],
];

/** All scenarios. The random moments depend on the seed. */
export function scenarios(seed: number): Scenario[] {
  const random = randomFrom(seed);
  return [
    ...requestFaults.map(([name, faults]) => underFaults(name, faults)),
    ...Object.keys(stagedTemplate.Resources).flatMap(logicalId => [
      failingCreate(logicalId),
      failingCreate(logicalId, { throttle: 0.2, reset: 0.1 }),
    ]),
    ...changedByUpdate.map(failingUpdate),
    silentCustomResource(),
    concurrentDeploy(),
    stuckRollback(),
    ...Array.from({ length: 8 }, () => canceledCreate(random())),
    ...Array.from({ length: 4 }, () => canceledUpdate(random())),
  ];
}

/** Create, update, an update without changes and a destroy, with failing requests. */
function underFaults(name: string, faults: RequestFaults): Scenario {
  return {
    name,
    async run(world) {
      world.sandbox.control.setRequestFaults({ ...faults, seed: 1 });
      const created = await world.deploy(stagedTemplate);
      const updated = await world.deploy(stagedUpdate);
      const same = await world.deploy(stagedUpdate);
      world.sandbox.control.setRequestFaults({});
      const problems = [
        ...succeeded(created, 'CREATE_COMPLETE', 'create'),
        ...succeeded(updated, 'UPDATE_COMPLETE', 'update'),
        ...succeeded(same, 'UPDATE_COMPLETE', 'none'),
        ...reportedOnce(world),
        ...(await findTraces(world.cloudFormation, world.stackName, 2)),
      ];
      world.sandbox.control.setRequestFaults({ ...faults, seed: 2 });
      await destroyStack({
        ...world.options(stagedTemplate),
        onEvent: undefined,
      }).catch(error => problems.push(`destroy: ${error.message}`));
      world.sandbox.control.setRequestFaults({});
      const state = await stateOf(world.cloudFormation, world.stackName);
      if (state !== 'none') problems.push(`after the destroy: ${state}`);
      return problems;
    },
  };
}

function failingCreate(logicalId: string, faults?: RequestFaults): Scenario {
  return {
    name: `create: ${logicalId} fails${faults ? ', requests too' : ''}`,
    async run(world) {
      const { control } = world.sandbox;
      control.addFault({ stackName: world.stackName, logicalId, reason });
      if (faults) control.setRequestFaults({ ...faults, seed: 3 });
      const outcome = await world.deploy(stagedTemplate);
      control.setRequestFaults({});
      const problems = [
        ...failedBecause(outcome, logicalId),
        ...(await inState(world, 'ROLLBACK_COMPLETE')),
        ...reportedOnce(world),
        ...(await findTraces(world.cloudFormation, world.stackName, 1)),
      ];
      // The failed stack must not prevent the next deploy.
      const next = await world.deploy(stagedTemplate);
      return [...problems, ...succeeded(next, 'CREATE_COMPLETE', 'create')];
    },
  };
}

function failingUpdate(logicalId: string): Scenario {
  return {
    name: `update: ${logicalId} fails`,
    async run(world) {
      const isNew = !(logicalId in stagedTemplate.Resources);
      const created = await world.deploy(stagedTemplate);
      world.sandbox.control.addFault({
        stackName: world.stackName,
        logicalId,
        operation: isNew ? 'CREATE' : 'UPDATE',
        reason,
      });
      const outcome = await world.deploy(stagedUpdate);
      return [
        ...succeeded(created, 'CREATE_COMPLETE', 'create'),
        ...failedBecause(outcome, logicalId),
        ...(await inState(world, 'UPDATE_ROLLBACK_COMPLETE')),
        ...reportedOnce(world),
        ...(await findTraces(world.cloudFormation, world.stackName, 2)),
      ];
    },
  };
}

function silentCustomResource(): Scenario {
  return {
    name: 'a custom resource that never responds',
    async run(world) {
      const outcome = await world.deploy(slowCustomResource(1));
      const first = firstLine(outcome);
      // Its deletion does not get a response either.
      const problems = await inState(world, 'ROLLBACK_FAILED');
      if (!first.includes('Silent (Custom::Silent')) {
        problems.push(`the first line does not name the resource: ${first}`);
      }
      if (!/did not receive a response/i.test(first)) {
        problems.push(`the first line does not have the reason: ${first}`);
      }
      if (!outcome.error?.message.includes('called without a response')) {
        problems.push(
          `the function's log is missing: ${outcome.error?.message}`,
        );
      }
      const stuck = await world.deploy(stagedTemplate);
      if (!/Silent \(Custom::Silent/.test(firstLine(stuck))) {
        problems.push(
          `the next deploy does not name the resource: ${firstLine(stuck)}`,
        );
      }
      const freed = await world.deploy(stagedTemplate, {
        retainResources: ['Silent'],
      });
      return [...problems, ...succeeded(freed, 'CREATE_COMPLETE', 'create')];
    },
  };
}

function concurrentDeploy(): Scenario {
  return {
    name: 'a stack operation of another client',
    async run(world) {
      world.sandbox.control.setDurations({ '*': 400 });
      await world.cloudFormation.send(
        new CreateStackCommand({
          StackName: world.stackName,
          TemplateBody: JSON.stringify(stagedTemplate),
        }),
      );
      await sleep(200);
      const outcome = await world.deploy(stagedUpdate);
      return [
        ...succeeded(outcome, 'UPDATE_COMPLETE', 'update'),
        ...(await findTraces(world.cloudFormation, world.stackName, 2)),
      ];
    },
  };
}

function stuckRollback(): Scenario {
  return {
    name: 'an update rollback that fails, then a deploy',
    async run(world) {
      const { stackName } = world;
      await world.deploy(stagedTemplate);
      const fault = { stackName, operation: 'UPDATE' as const, reason };
      world.sandbox.control.setDurations({ LastLog: 1500 });
      world.sandbox.control.addFault({ ...fault, logicalId: 'LastLog' });
      const stuck = world.deploy(stagedUpdate);
      // Log is updated by now, and fails during the rollback.
      await sleep(900);
      world.sandbox.control.addFault({ ...fault, logicalId: 'Log' });
      const outcome = await stuck;
      const problems = [
        ...failedBecause(outcome, 'LastLog'),
        ...(await inState(world, 'UPDATE_ROLLBACK_FAILED')),
      ];
      const next = await world.deploy(stagedUpdate);
      return [...problems, ...succeeded(next, 'UPDATE_COMPLETE', 'update')];
    },
  };
}

function canceledCreate(part: number): Scenario {
  return canceled(`create canceled at ${percent(part)}`, async world => {
    const outcome = await cancelAfter(world, part * 1200, stagedTemplate);
    if (outcome.result) return outcome;
    const state = await stateOf(world.cloudFormation, world.stackName);
    return {
      ...outcome,
      problems: state === 'none' ? [] : [`left in ${state}`],
    };
  });
}

function canceledUpdate(part: number): Scenario {
  return canceled(`update canceled at ${percent(part)}`, async world => {
    await world.deploy(stagedTemplate);
    world.reported.length = 0;
    const outcome = await cancelAfter(world, part * 1000, stagedUpdate);
    const state = await stateOf(world.cloudFormation, world.stackName);
    // If the update has ended, it cannot be rolled back, and the message reports this.
    const isExpected =
      /^(CREATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/.test(state) ||
      outcome.error?.message.includes(`left in ${state}`);
    const problems = outcome.result || isExpected ? [] : [`left in ${state}`];
    const { length } = await findTraces(
      world.cloudFormation,
      world.stackName,
      /ROLLBACK|UPDATE/.test(state) ? 2 : 1,
    );
    return length
      ? { ...outcome, problems: [...problems, 'traces'] }
      : { ...outcome, problems };
  });
}

function canceled(
  name: string,
  run: (world: World) => Promise<Outcome & { problems?: string[] }>,
): Scenario {
  return {
    name,
    async run(world) {
      const { result, error, problems = [] } = await run(world);
      // The operation can have ended before the signal.
      if (result) return problems;
      if (error?.code !== 'cancelled') {
        problems.push(`not reported as canceled: ${error?.message}`);
      }
      return problems;
    },
  };
}

async function cancelAfter(
  world: World,
  ms: number,
  template: object,
): Promise<Outcome> {
  const controller = new AbortController();
  const outcome = world.deploy(template, { signal: controller.signal });
  await sleep(ms);
  controller.abort();
  return outcome;
}

function succeeded(
  { result, error }: Outcome,
  status: string,
  operation: string,
): string[] {
  if (error) return [`${operation}: ${error.message}`];
  const isExpected =
    result!.status === status && result!.operation === operation;
  return isExpected
    ? []
    : [`${operation}: ${result!.operation} ${result!.status}`];
}

function failedBecause(outcome: Outcome, logicalId: string): string[] {
  const first = firstLine(outcome);
  const problems = [];
  if (!first.includes(`${logicalId} (`)) {
    problems.push(`the root cause is not named: ${first}`);
  }
  if (!first.includes(reason)) problems.push(`the reason is missing: ${first}`);
  return problems;
}

function firstLine({ error, result }: Outcome): string {
  return error?.message.split('\n')[0] ?? `no error: ${result?.status}`;
}

async function inState(world: World, expected: string): Promise<string[]> {
  const state = await stateOf(world.cloudFormation, world.stackName);
  return state === expected ? [] : [`the stack is in ${state}`];
}

function reportedOnce({ reported }: World): string[] {
  return new Set(reported).size === reported.length
    ? []
    : ['an event was reported twice'];
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
