import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import knexFactory from 'knex';
import { stringify } from 'yaml';
import { launchOptions } from '../e2e-tests/chromium';
import { startBackend } from '../packages/demo/src/backend';
import { BackstageClient } from '../packages/demo/src/backstageClient';
import { buildFrontend } from '../packages/demo/src/frontend';
import { freePorts } from '../packages/demo/src/ports';
import { startPublishing } from '../packages/demo/src/publishing';
import { seedTargets } from '../plugins/private-api-backend/src/__testUtils__/seed';
import { median } from './support/createToGreen';
import { startSandboxProcess } from './support/sandboxProcess';
import { printTable } from './support/table';

const [count = 10_000, rounds = 10] = process.argv.slice(2).map(Number);
const target = 0.5;
const perFile = 500;

const states = ['down', 'degraded', 'unknown', 'suspect'];
const nameOf = (index: number) => `service-${String(index).padStart(5, '0')}`;
const ownerOf = (index: number) => `group:default/team-${index % 50}`;

/** A page, and what shows that its first row is there. */
type Place = {
  title: string;
  path: string;
  row: (page: Page) => Promise<void>;
};

const places: Place[] = [
  {
    title: 'catalog table',
    path: '/?filters[kind]=component&filters[user]=all',
    row: page =>
      page
        .getByRole('row')
        .filter({ hasText: /service-\d{5}/ })
        .first()
        .waitFor(),
  },
  {
    title: 'dashboard',
    path: '/private-apis',
    row: page =>
      page
        .getByRole('row')
        .filter({ hasText: /service-\d{5}/ })
        .first()
        .waitFor(),
  },
];

/**
 * `npm run bench:dashboard -- [ENTITIES] [ROUNDS]`: time from the navigation to the first row of the dashboard, and of the
 * catalog's table in the same app with the same number of entities, alternately, each in a new page with a warm and with an empty
 * cache. The catalog's table reads pages of 20 from the server, as the dashboard does.
 */
async function main(): Promise<void> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'bench-dashboard-'));
  const config = path.join(stateDir, 'dashboard.yaml');
  writeCatalog(path.join(stateDir, 'entities'));
  writeFileSync(
    config,
    stringify({
      app: {
        extensions: [
          { 'page:catalog': { config: { path: '/', pagination: true } } },
        ],
      },
      catalog: {
        processingInterval: { hours: 24 },
        locations: [
          { type: 'file', target: path.join(stateDir, 'entities/*.yaml') },
        ],
      },
      // The services have no stacks. The first pass of the catalog is over when they are written.
      privateApi: { syncInterval: '24h', notifications: { enabled: false } },
    }),
  );
  const port = await freePorts(7);
  await buildFrontend();
  const sandbox = await startSandboxProcess({ port: port + 1 });
  const settings = {
    port,
    sandboxPort: port + 1,
    gitPort: port + 4,
    corporatePort: port + 5,
    gitPassword: randomUUID(),
    stateDir,
  };
  const gitHost = await startPublishing(settings);
  const backend = await startBackend(settings, { configs: [config] });
  let browser: Browser | undefined;
  try {
    await untilInCatalog(await BackstageClient.signIn(backend.url));
    await writeTargets(path.join(stateDir, 'database/private-api.sqlite'));
    browser = await chromium.launch(launchOptions);
    await measure(browser, backend.url);
  } finally {
    await browser?.close();
    await backend.stop();
    await gitHost.close();
    await sandbox.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function writeCatalog(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let start = 0; start < count; start += perFile) {
    const entities = Array.from(
      { length: Math.min(perFile, count - start) },
      (_, index) =>
        stringify({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: nameOf(start + index) },
          spec: {
            type: 'service',
            lifecycle: 'production',
            owner: ownerOf(start + index),
          },
        }),
    );
    writeFileSync(path.join(folder, `${start}.yaml`), entities.join('---\n'));
  }
}

/** @throws Error if the catalog does not read all entities within 20 minutes */
async function untilInCatalog(client: BackstageClient): Promise<void> {
  for (
    const end = Date.now() + 1_200_000;
    Date.now() < end;
    await sleep(5000)
  ) {
    const totalItems = await client.countServices();
    console.log(`${totalItems} of ${count} entities are in the catalog`);
    if (totalItems >= count) return;
  }
  throw new Error('The catalog did not read all entities.');
}

async function writeTargets(filename: string): Promise<void> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
  });
  const now = Date.now();
  await seedTargets(
    knex,
    Array.from({ length: count }, (_, index) => ({
      name: nameOf(index),
      owner: ownerOf(index),
      state: index % 100 === 0 ? states[(index / 100) % states.length] : 'up',
      staleAt: now + 24 * 3_600_000,
      uptime: 0.9 + (index % 100) / 1_000,
      p95Ms: 20 + (index % 80),
    })),
    now,
  );
  await knex.destroy();
}

async function measure(browser: Browser, url: string): Promise<void> {
  const times: Record<string, number[]> = {};
  for (const cache of ['empty', 'warm']) {
    for (let round = 0; round <= rounds; round += 1) {
      for (const place of places) {
        const ms = await timeToFirstRow(browser, url, place, cache === 'warm');
        // The first round loads the code of the backend.
        if (round === 0) continue;
        (times[`${place.title} ${cache}`] ??= []).push(ms);
      }
    }
  }
  printTable(
    [
      'cache',
      'catalog table, ms: median',
      'p95',
      'dashboard, ms: median',
      'p95',
      'ratio',
      'target',
    ],
    ['empty', 'warm'].map(cache => {
      const [catalog, dashboard] = places.map(
        ({ title }) => times[`${title} ${cache}`],
      );
      return [
        cache,
        ...[catalog, dashboard].flatMap(values => [
          median(values).toFixed(0),
          quantile(values, 0.95).toFixed(0),
        ]),
        (median(dashboard) / median(catalog)).toFixed(2),
        `≤ ${target}`,
      ];
    }),
  );
}

/** With a warm cache, the page is loaded twice, and the second time counts. */
async function timeToFirstRow(
  browser: Browser,
  url: string,
  place: Place,
  isWarm: boolean,
): Promise<number> {
  const context = await browser.newContext({ baseURL: url });
  try {
    const page = await context.newPage();
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'Create' }).first().waitFor();
    const session = await context.newCDPSession(page);
    const load = async () => {
      const begin = performance.now();
      await page.goto(place.path);
      await place.row(page);
      return performance.now() - begin;
    };
    if (isWarm) await load();
    else await session.send('Network.clearBrowserCache');
    return await load();
  } finally {
    await context.close();
  }
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[
    Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)
  ];
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
