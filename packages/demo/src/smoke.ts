import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { BackstageClient } from './backstageClient';
import { Demo, startDemo } from './demo';
import { freePorts } from './ports';

const name = 'orders';

/** `npm run smoke`: the golden path over HTTP, without a browser. Prints one line per step, with its duration. */
async function main(): Promise<void> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'private-serverless-'));
  process.once('exit', () =>
    rmSync(stateDir, { recursive: true, force: true }),
  );
  const first = await freePorts(7);
  let demo: Demo | undefined;
  try {
    demo = await startDemo(
      {
        port: first,
        sandboxPort: first + 1,
        gitPort: first + 4,
        corporatePort: first + 5,
        gitPassword: randomUUID(),
        stateDir,
      },
      (what, ms) => line(what, ms),
    );
    await runSteps(demo);
  } finally {
    await demo?.stop();
  }
}

// A smoke run that is terminated also stops everything that it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

async function runSteps(demo: Demo): Promise<void> {
  const { host } = new URL(demo.gitHost.url);
  const repoUrl = (repo: string) => `${host}?owner=demo&repo=${repo}`;
  const backstage = await BackstageClient.signIn(demo.backend.url);

  const task = await step('template run: all steps completed', async () => {
    const id = await until('the template is in the catalog', () =>
      backstage
        .createTask('template:default/private-serverless', {
          name,
          description: 'Takes orders',
          owner: 'group:default/payments',
          environment: 'local',
          data: ['dynamodb'],
          repoUrl: repoUrl(name),
        })
        .catch(error => {
          if (error.status === 404) return undefined;
          throw error;
        }),
    );
    const lines: string[] = [];
    const result = await backstage.followTask(id, event =>
      lines.push(event.body.message),
    );
    if (result.status !== 'completed') {
      throw new Error(
        `The task ended as ${result.status}: ${result.error ?? ''}\n${lines
          .slice(-25)
          .join('\n')}`,
      );
    }
    return result;
  });
  const links = (task.output?.links ?? []) as Array<{ entityRef?: string }>;
  expect(
    links.some(link => link.entityRef === `component:default/${name}`),
    'the task links to the entity',
  );

  await step('the repository has a page and can be cloned', async () => {
    const url = `${demo.gitHost.url}/${demo.gitHost.organization}/${name}`;
    const page = await fetch(url);
    expect(
      page.ok && (await page.text()).includes('catalog-info.yaml'),
      `${url} shows the files`,
    );
    // Asynchronous, because this process is the git host.
    const { stdout } = await promisify(execFile)('git', [
      'ls-remote',
      `${url}.git`,
      'main',
    ]);
    expect(/^[0-9a-f]{40}/.test(stdout), `git reads ${url}.git`);
  });
  await step('the catalog has the entity', () =>
    until('the entity', () => backstage.entity(name)),
  );
  const up = await step('health: up, healthy and private', () =>
    until('state up', async () => {
      const health = await backstage.health(name);
      return isUp(health) ? health : undefined;
    }),
  );
  const latency = vantageOf(up).result?.timings.total;
  console.log(
    `    ${vantageOf(up).result?.addresses.join(
      ', ',
    )} responded in ${latency?.toFixed(0)} ms`,
  );

  const functions = demo.sandbox.control.listFunctions();
  const target = functions[0].name;
  await step('function stopped: the health names the failed hop', async () => {
    await demo.sandbox.control.stopFunction(target);
    const health = await backstage.checkNow(name);
    const failed = vantageOf(health).diagnosis?.hops.find(
      hop => hop.state === 'failed',
    );
    expect(
      failed?.hop === 'function',
      `the failed hop is the function (is: ${failed?.hop})`,
    );
    console.log(`    ${failed?.hop}: ${failed?.evidence}`);
  });
  await step('function started: up again', async () => {
    await demo.sandbox.control.startFunction(target);
    await until('state up', async () => {
      const health = await backstage.checkNow(name).catch(error => {
        if (error.status === 429) return backstage.health(name);
        throw error;
      });
      return isUp(health) ? health : undefined;
    });
  });

  await step(
    'a service with the same name is rejected and changes nothing',
    async () => {
      const id = await backstage.createTask(
        'template:default/private-serverless',
        {
          name,
          description: 'Again',
          owner: 'group:default/payments',
          environment: 'local',
          data: [],
          repoUrl: repoUrl(`${name}-again`),
        },
      );
      const result = await backstage.followTask(id);
      expect(
        result.status === 'failed',
        `the task failed (status: ${result.status})`,
      );
      console.log(`    ${result.error?.split('\n')[0]}`);
      expect(
        isUp(await backstage.health(name)),
        'the first service is still up',
      );
    },
  );
  await step('destroy template: stack and entity deleted', async () => {
    const id = await backstage.createTask(
      'template:default/private-serverless-destroy',
      {
        entityRef: `component:default/${name}`,
        confirm: name,
        unregister: true,
      },
    );
    const result = await backstage.followTask(id);
    expect(
      result.status === 'completed',
      `the task ended as ${result.status}: ${result.error}`,
    );
    await until('the entity is deleted', async () =>
      (await backstage.entity(name)) ? undefined : true,
    );
    expect(
      demo.sandbox.control.listFunctions().length === 0,
      'the sandbox has no functions',
    );
  });
}

function vantageOf(health: HealthView) {
  return health.targets[0]?.vantages[0];
}

function isUp(health: HealthView): boolean {
  const vantage = vantageOf(health);
  return (
    vantage?.state === 'up' &&
    vantage.result?.healthy === true &&
    vantage.private === true
  );
}

async function until<T>(
  what: string,
  poll: () => Promise<T | undefined>,
): Promise<T> {
  for (const end = Date.now() + 90_000; Date.now() < end; ) {
    const found = await poll();
    if (found !== undefined) return found;
    await sleep(500);
  }
  throw new Error(`Timeout after 90 s: ${what}.`);
}

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begin = Date.now();
  try {
    const result = await work();
    line(what, Date.now() - begin);
    return result;
  } catch (error) {
    console.log(`✕ ${what}`);
    throw error;
  }
}

function line(what: string, ms: number) {
  console.log(`✓ ${what} (${(ms / 1000).toFixed(1)} s)`);
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Assertion failed: ${what}.`);
}

main().then(
  () => process.exit(0),
  error => {
    console.error(`\n✕ ${error.stack ?? error}\n`);
    process.exit(1);
  },
);
