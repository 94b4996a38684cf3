import type { Entry } from '@private-serverless/backstage-plugin-private-api-common';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, step, until } from './steps';
import {
  create,
  created,
  destroyed,
  environmentOf,
  green,
  isUp,
  type NetworkKind,
  type Tour,
  vantageOf,
} from './services';

/** Creates a service, looks at it, breaks and repairs it, and destroys it. */
export async function goldenPath(
  tour: Tour,
  network: NetworkKind,
  entry: Entry,
): Promise<void> {
  const { backstage, demo } = tour;
  const { control } = demo.sandbox;
  const environment = environmentOf[network];
  const name = `${entry}-${network}`;

  const task = await step(
    `${network} network, entry ${entry}: template run, all steps completed`,
    () => created(tour, { name, environment, entry }),
  );
  const links = (task.output?.links ?? []) as Array<{ entityRef?: string }>;
  expect(
    links.some(link => link.entityRef === `component:default/${name}`),
    'the task links to the entity',
  );
  await step('the repository has a page and can be cloned', async () => {
    const url = `${demo.gitHost.url}/${demo.gitHost.organization}/${name}`;
    const page = await fetch(url);
    const text = await page.text();
    expect(
      page.ok && text.includes('catalog-info.yaml'),
      `${url} shows the files`,
    );
    expect(
      text.includes('privacy-facts.json') === (network === 'existing'),
      'the repository has network facts only for an existing network',
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
    green(tour, name, network),
  );
  const result = vantageOf(up, network)?.result;
  console.log(
    `    ${result?.addresses.join(
      ', ',
    )} responded in ${result?.timings.total?.toFixed(0)} ms`,
  );

  const [{ name: target }] = control
    .listFunctions()
    .filter(one => one.name.startsWith(`${name}-`))
    .filter(one => one.name.includes('-ApiFunction-'));
  await step('function stopped: the health names the failed hop', async () => {
    await control.stopFunction(target);
    const health = await backstage.checkNow(name);
    const failed = vantageOf(health, network)?.diagnosis?.hops.find(
      hop => hop.state === 'failed',
    );
    expect(
      failed?.hop === 'function',
      `the failed hop is the function (is: ${failed?.hop})`,
    );
    console.log(`    ${failed?.hop}: ${failed?.evidence}`);
  });
  await step('function started: up again', async () => {
    await control.startFunction(target);
    await until('state up', async () => {
      const health = await backstage.checkNow(name).catch(error => {
        if (error.status === 429) return backstage.health(name);
        throw error;
      });
      return isUp(health, network) ? health : undefined;
    });
  });

  await step(
    'a service with the same name is rejected and changes nothing',
    async () => {
      const { host } = new URL(demo.gitHost.url);
      const repoUrl = `${host}?owner=demo&repo=${name}-again`;
      const again = await create(tour, { name, environment, repoUrl });
      expect(
        again.status === 'failed',
        `the task failed (status: ${again.status})`,
      );
      console.log(`    ${again.error?.split('\n')[0]}`);
      expect(
        isUp(await backstage.health(name), network),
        'the first service is still up',
      );
    },
  );
  await step('destroy template: stack and entity deleted', async () => {
    await destroyed(tour, name);
    expect(
      !control.listFunctions().some(one => one.name.startsWith(`${name}-`)),
      'the sandbox has no function of the service',
    );
  });
}
