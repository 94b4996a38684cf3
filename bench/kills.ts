import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, startBackend } from '../packages/demo/src/backend';
import { BackstageClient } from '../packages/demo/src/backstageClient';
import { buildFrontend } from '../packages/demo/src/frontend';
import { freePorts } from '../packages/demo/src/ports';
import { startPublishing } from '../packages/demo/src/publishing';
import { untilTemplateIsThere } from './support/golden';
import {
  faultReason,
  faultyResource,
  type Kind,
  kinds,
  outcomeOf,
  type Service,
} from './support/killedServices';
import { randomFrom } from './support/random';
import {
  type SandboxProcess,
  startSandboxProcess,
} from './support/sandboxProcess';
import { printTable, seconds } from './support/table';

/** How long one task takes at most without a kill, in milliseconds: kills are spread over it. */
const taskMs = 14_000;

/**
 * Some kills are aimed at a clean-up step, which random ones seldom hit: that of `bad` takes a tenth of a second and
 * changes nothing, that of `undone` deletes the stack.
 */
const aims: Record<number, Kind> = { 3: 'bad', 1: 'undone' };
const aimedEvery = 4;

/**
 * `npm run campaign:kills -- [KILLS] [SEED]`: the demo's backend is killed (`kill -9`) at random moments while it
 * creates services of each kind, or in a clean-up step. The next backend must bring all to the outcome that they would
 * have had: nothing lost, nothing orphaned, nothing done twice.
 */
async function main(): Promise<void> {
  const [kills = 20, seed = Date.now() % 100_000] = process.argv
    .slice(2)
    .map(Number);
  console.log(`${kills} kills, seed ${seed}`);
  const random = randomFrom(seed);
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'campaign-kills-'));
  const port = await freePorts(5);
  const settings = {
    port,
    sandboxPort: port + 1,
    gitPort: port + 4,
    gitPassword: randomUUID(),
    stateDir,
  };
  await buildFrontend();
  const sandbox = await startSandboxProcess({ port: port + 1 });
  const gitHost = await startPublishing(settings);
  let backend = await startBackend(settings);
  const rows: string[][] = [];
  let wrong = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const client = await BackstageClient.signIn(backend.url);
      occupyRepository(stateDir, nameOf('undone', kill));
      const services = await createServices(client, sandbox, {
        round: kill,
        gitHost: new URL(gitHost.url).host,
      });
      const created = Date.now();
      const aim = aims[kill % aimedEvery];
      const aimedAt = services.find(({ kind }) => kind === aim);
      let steps: string[] = [];
      if (aimedAt) {
        // Without another request in between: the task ends a moment later.
        const step = await untilCleanUp(client, aimedAt);
        steps = services.map(one => (one === aimedAt ? step : '?'));
      } else {
        await sleep(Math.round(random() * taskMs));
        steps = await Promise.all(
          services.map(({ taskId }) => client.currentStep(taskId)),
        );
      }
      const moment = Date.now() - created;
      await killNow(backend);
      backend = await startBackend(settings);
      const begin = Date.now();
      const again = await BackstageClient.signIn(backend.url);
      const outcomes = await Promise.all(
        services.map(one => outcomeOf(again, sandbox, one)),
      );
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome !== 'right') wrong++;
        rows.push([
          String(kill),
          services[index].name,
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
    await gitHost.close();
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

async function createServices(
  client: BackstageClient,
  sandbox: SandboxProcess,
  { round, gitHost }: { round: number; gitHost: string },
): Promise<Service[]> {
  await untilTemplateIsThere(client);
  await sandbox.control('POST', 'faults', {
    stackName: `${nameOf('bad', round)}-local`,
    logicalId: faultyResource,
    reason: faultReason,
  });
  const all = Object.keys(kinds) as Kind[];
  return Promise.all(
    all.map(async kind => {
      const name = nameOf(kind, round);
      const taskId = await client.createTask(
        'template:default/private-serverless',
        {
          name,
          description: 'Is interrupted',
          owner: 'group:default/payments',
          environment: 'local',
          data: ['dynamodb'],
          repoUrl: `${gitHost}?owner=demo&repo=${name}`,
          ...(kind === 'undone' ? { ifLaterStepFails: 'destroy' } : {}),
        },
      );
      return { kind, name, taskId };
    }),
  );
}

const nameOf = (kind: Kind, round: number) => `${kind}-${round}`;

/** Takes the name of a repository, so that the task of `undone` cannot publish it. */
function occupyRepository(stateDir: string, name: string): void {
  mkdirSync(path.join(stateDir, 'git', `${name}.git`), { recursive: true });
}

/** @returns the step in which the task was seen: the clean-up, or what it tells of skipped steps just before */
async function untilCleanUp(
  client: BackstageClient,
  { kind, taskId }: Service,
): Promise<string> {
  const before = ['not begun', 'generate', 'verify', 'deploy'];
  if (kind === 'undone') before.push('record', 'publish');
  for (;;) {
    const step = await client.currentStep(taskId);
    if (!before.includes(step)) return step;
  }
}

async function killNow(backend: Backend): Promise<void> {
  process.kill(backend.pid, 'SIGKILL');
  await backend.ended;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
