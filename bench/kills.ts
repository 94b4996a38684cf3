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
import { waitForTemplate } from './support/golden';
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

/** Maximum duration of a task without a kill, in milliseconds. Kills are distributed over it. */
const taskMs = 14_000;

/**
 * Some kills target a cleanup step, which random kills seldom hit: that of `bad` takes 0.1 s and changes nothing, and that of
 * `undone` deletes the stack.
 */
const targets: Record<number, Kind> = { 3: 'bad', 1: 'undone' };
const targetEvery = 4;

/**
 * `npm run campaign:kills -- [KILLS] [SEED]`: kills the demo's backend (`kill -9`) at random moments, or in a cleanup step, while
 * it creates services of each kind. With the next backend, all must reach the outcome that they would have had without a kill:
 * nothing is lost, orphaned or done twice.
 */
async function main(): Promise<void> {
  const [kills = 20, seed = Date.now() % 100_000] = process.argv
    .slice(2)
    .map(Number);
  console.log(`${kills} kills, seed ${seed}`);
  const random = randomFrom(seed);
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'campaign-kills-'));
  const port = await freePorts(7);
  const settings = {
    port,
    sandboxPort: port + 1,
    gitPort: port + 4,
    corporatePort: port + 5,
    gitPassword: randomUUID(),
    stateDir,
  };
  await buildFrontend();
  const sandbox = await startSandboxProcess({ port: port + 1 });
  const gitHost = await startPublishing(settings);
  let backend = await startBackend(settings);
  const rows: string[][] = [];
  let failed = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const client = await BackstageClient.signIn(backend.url);
      occupyRepository(stateDir, nameOf('undone', kill));
      const services = await createServices(client, sandbox, {
        round: kill,
        gitHost: new URL(gitHost.url).host,
      });
      const created = Date.now();
      const target = targets[kill % targetEvery];
      const targeted = services.find(({ kind }) => kind === target);
      let steps: string[] = [];
      if (targeted) {
        // Do not send another request first, because the task ends soon.
        const step = await untilCleanup(client, targeted);
        steps = services.map(one => (one === targeted ? step : '?'));
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
        if (outcome !== 'ok') failed++;
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
    if (failed === 0) rmSync(stateDir, { recursive: true, force: true });
  }
  console.log('');
  printTable(
    ['kill', 'service', 'after', 'in step', 'until the outcome', 'outcome'],
    rows,
  );
  console.log(`\n${rows.length - failed} ok, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

async function createServices(
  client: BackstageClient,
  sandbox: SandboxProcess,
  { round, gitHost }: { round: number; gitHost: string },
): Promise<Service[]> {
  await waitForTemplate(client);
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
          description: 'Interrupted',
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

function nameOf(kind: Kind, round: number): string {
  return `${kind}-${round}`;
}

/** Creates a repository with the name, so that the task of `undone` cannot publish it. */
function occupyRepository(stateDir: string, name: string): void {
  mkdirSync(path.join(stateDir, 'git', `${name}.git`), { recursive: true });
}

/** Waits for the cleanup step. @returns the step of the task: the cleanup, or a skipped step just before it */
async function untilCleanup(
  client: BackstageClient,
  { kind, taskId }: Service,
): Promise<string> {
  const before = ['not started', 'generate', 'verify', 'deploy'];
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
