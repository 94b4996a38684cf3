import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { destroyStack } from '@private-serverless/stack';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from './random';
import { slowCustomResource, stagedTemplate, stagedUpdate } from './template';
import { stateOf, wrongTraces } from './traces';
import type { Outcome, World } from './world';

/** One bad day: what happens, and what is wrong with the outcome (nothing: it is right). */
export type Scenario = {
  name: string;
  run(world: World): Promise<string[]>;
};

type RequestFaults = Parameters<
  World['sandbox']['control']['setRequestFaults']
>[0];

/** What the update of the staged template touches. */
const changedByUpdate = ['Vpc', 'Log', 'LastLog', 'SubnetB', 'Extra'];

const reason = 'no capacity left for this resource';

/** What the engine must do with requests that fail: everything comes out as if they had not. */
const requestFaults: Array<[string, RequestFaults]> = [
  ['throttling 30 %', { throttle: 0.3 }],
  ['5xx, a burst of 10', { serverError: 1, limit: 10 }],
  ['5xx 20 %', { serverError: 0.2 }],
  ['resets 20 %, half of them lost answers', { reset: 0.2 }],
  ['slow answers, 800 ms each', { delayMs: 800 }],
  [
    'throttling 20 %, 5xx 5 %, resets 10 %, slow',
    { throttle: 0.2, serverError: 0.05, reset: 0.1, delayMs: 50 },
  ],
];

/** All scenarios; the random moments depend on the seed. */
export function scenarios(seed: number): Scenario[] {
  const random = randomFrom(seed);
  return [
    ...requestFaults.map(([name, faults]) => underFaults(name, faults)),
    ...Object.keys(stagedTemplate.Resources).flatMap(logicalId => [
      failingCreate(logicalId),
      failingCreate(logicalId, { throttle: 0.2, reset: 0.1 }),
    ]),
    ...changedByUpdate.map(failingUpdate),
    silentCustomResource,
    somebodyElse,
    stuckRollback,
    ...Array.from({ length: 8 }, () => cancelledCreate(random())),
    ...Array.from({ length: 4 }, () => cancelledUpdate(random())),
  ];
}

/** Create, update, an update without changes and a destroy, with requests that fail. */
function underFaults(name: string, faults: RequestFaults): Scenario {
  return {
    name,
    async run(world) {
      world.sandbox.control.setRequestFaults({ ...faults, seed: 1 });
      const created = await world.deploy(stagedTemplate);
      const updated = await world.deploy(stagedUpdate);
      const same = await world.deploy(stagedUpdate);
      world.sandbox.control.setRequestFaults({});
      const wrong = [
        ...succeeded(created, 'CREATE_COMPLETE', 'create'),
        ...succeeded(updated, 'UPDATE_COMPLETE', 'update'),
        ...succeeded(same, 'UPDATE_COMPLETE', 'none'),
        ...toldOnce(world),
        ...(await wrongTraces(world.cloudFormation, world.stackName, 2)),
      ];
      world.sandbox.control.setRequestFaults({ ...faults, seed: 2 });
      await destroyStack({
        ...world.options(stagedTemplate),
        onEvent: undefined,
      }).catch(error => wrong.push(`destroy: ${error.message}`));
      world.sandbox.control.setRequestFaults({});
      const state = await stateOf(world.cloudFormation, world.stackName);
      if (state !== 'none') wrong.push(`after the destroy: ${state}`);
      return wrong;
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
      const wrong = [
        ...failedBecause(outcome, logicalId),
        ...(await inState(world, 'ROLLBACK_COMPLETE')),
        ...toldOnce(world),
        ...(await wrongTraces(world.cloudFormation, world.stackName, 1)),
      ];
      // What is left of it must not stand in the way of the next deploy.
      const next = await world.deploy(stagedTemplate);
      return [...wrong, ...succeeded(next, 'CREATE_COMPLETE', 'create')];
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
        ...toldOnce(world),
        ...(await wrongTraces(world.cloudFormation, world.stackName, 2)),
      ];
    },
  };
}

const silentCustomResource: Scenario = {
  name: 'a custom resource that never answers',
  async run(world) {
    const outcome = await world.deploy(slowCustomResource(1));
    const first = firstLine(outcome);
    // Its deletion gets no answer either.
    const wrong = await inState(world, 'ROLLBACK_FAILED');
    if (!first.includes('Silent (Custom::Silent')) {
      wrong.push(`the first line does not name it: ${first}`);
    }
    if (!/did not receive a response/i.test(first)) {
      wrong.push(`the first line does not say why: ${first}`);
    }
    if (!outcome.error?.message.includes('I was called and say nothing')) {
      wrong.push(`the function's log is missing: ${outcome.error?.message}`);
    }
    const stuck = await world.deploy(stagedTemplate);
    if (!/Silent \(Custom::Silent/.test(firstLine(stuck))) {
      wrong.push(`the next deploy does not name it: ${firstLine(stuck)}`);
    }
    const freed = await world.deploy(stagedTemplate, {
      retainResources: ['Silent'],
    });
    return [...wrong, ...succeeded(freed, 'CREATE_COMPLETE', 'create')];
  },
};

const somebodyElse: Scenario = {
  name: 'a deploy that somebody else started',
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
      ...(await wrongTraces(world.cloudFormation, world.stackName, 2)),
    ];
  },
};

const stuckRollback: Scenario = {
  name: 'an update rollback that fails, then a deploy',
  async run(world) {
    const { stackName } = world;
    await world.deploy(stagedTemplate);
    const fault = { stackName, operation: 'UPDATE' as const, reason };
    world.sandbox.control.setDurations({ LastLog: 1500 });
    world.sandbox.control.addFault({ ...fault, logicalId: 'LastLog' });
    const stuck = world.deploy(stagedUpdate);
    // Log has been updated by now, and fails when it is to be brought back.
    await sleep(900);
    world.sandbox.control.addFault({ ...fault, logicalId: 'Log' });
    const outcome = await stuck;
    const wrong = [
      ...failedBecause(outcome, 'LastLog'),
      ...(await inState(world, 'UPDATE_ROLLBACK_FAILED')),
    ];
    const next = await world.deploy(stagedUpdate);
    return [...wrong, ...succeeded(next, 'UPDATE_COMPLETE', 'update')];
  },
};

function cancelledCreate(part: number): Scenario {
  return cancelled(`create cancelled at ${percent(part)}`, async world => {
    const outcome = await cancelAfter(world, part * 1200, stagedTemplate);
    if (outcome.result) return outcome;
    const state = await stateOf(world.cloudFormation, world.stackName);
    return { ...outcome, wrong: state === 'none' ? [] : [`left in ${state}`] };
  });
}

function cancelledUpdate(part: number): Scenario {
  return cancelled(`update cancelled at ${percent(part)}`, async world => {
    await world.deploy(stagedTemplate);
    world.told.length = 0;
    const outcome = await cancelAfter(world, part * 1000, stagedUpdate);
    const state = await stateOf(world.cloudFormation, world.stackName);
    // Once the update has come to its end there is nothing to roll back, and the message says so.
    const right =
      /^(CREATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/.test(state) ||
      outcome.error?.message.includes(`left in ${state}`);
    const wrong = outcome.result || right ? [] : [`left in ${state}`];
    const { length } = await wrongTraces(
      world.cloudFormation,
      world.stackName,
      /ROLLBACK|UPDATE/.test(state) ? 2 : 1,
    );
    return length
      ? { ...outcome, wrong: [...wrong, 'traces'] }
      : { ...outcome, wrong };
  });
}

function cancelled(
  name: string,
  run: (world: World) => Promise<Outcome & { wrong?: string[] }>,
): Scenario {
  return {
    name,
    async run(world) {
      const { result, error, wrong = [] } = await run(world);
      // It may have ended before the signal came.
      if (result) return wrong;
      if (error?.code !== 'cancelled') {
        wrong.push(`not told as cancelled: ${error?.message}`);
      }
      return wrong;
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
  const right = result!.status === status && result!.operation === operation;
  return right ? [] : [`${operation}: ${result!.operation} ${result!.status}`];
}

function failedBecause(outcome: Outcome, logicalId: string): string[] {
  const first = firstLine(outcome);
  const wrong = [];
  if (!first.includes(`${logicalId} (`)) wrong.push(`cause unnamed: ${first}`);
  if (!first.includes(reason)) wrong.push(`reason missing: ${first}`);
  return wrong;
}

function firstLine({ error, result }: Outcome): string {
  return error?.message.split('\n')[0] ?? `no error: ${result?.status}`;
}

async function inState(world: World, expected: string): Promise<string[]> {
  const state = await stateOf(world.cloudFormation, world.stackName);
  return state === expected ? [] : [`the stack is in ${state}`];
}

function toldOnce({ told }: World): string[] {
  return new Set(told).size === told.length ? [] : ['an event was told twice'];
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
