import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { stringify } from 'yaml';
import { launchOptions } from '../e2e-tests/chromium';
import { startBackend } from '../packages/demo/src/backend';
import { freePorts } from '../packages/demo/src/ports';
import { startPublishing } from '../packages/demo/src/publishing';
import { repositoryRoot } from '../packages/demo/src/settings';
import { startSandboxProcess } from './support/sandboxProcess';
import { printTable } from './support/table';

const plugin = '@private-serverless/backstage-plugin-private-api';
const targetKb = 40;
const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'orders',
    annotations: {
      'private-serverless.dev/stack-arn':
        'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1',
    },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'team-a' },
};

/**
 * `npm run bench:entity-page`: the JavaScript that Chromium loads for the page of an entity with an empty cache, in the demo's app
 * with the plugin and without it, compressed with gzip. The page shows the card.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-entity-page-'));
  try {
    const entities = path.join(folder, 'entity.yaml');
    writeFileSync(entities, stringify(entity));
    const catalog = { locations: [{ type: 'file', target: entities }] };
    const without = await measure(
      path.join(folder, 'without'),
      { catalog, app: { packages: { exclude: [plugin] } } },
      page => page.getByText('team-a').first().waitFor(),
    );
    // Last, because other commands use the built app.
    const now = await measure(path.join(folder, 'with'), { catalog }, page =>
      page.getByRole('heading', { name: 'Private API' }).waitFor(),
    );
    printTable(
      ['JavaScript of the page of an entity', 'gzip'],
      [
        ['without the plugin', kilobytes(without)],
        ['with the plugin', kilobytes(now)],
        [`added (target: ≤ ${targetKb} kB)`, kilobytes(now - without)],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the app, starts it and loads the page. @returns bytes of the compressed files */
async function measure(
  stateDir: string,
  change: object,
  isShown: (page: Page) => Promise<void>,
): Promise<number> {
  mkdirSync(stateDir);
  const config = path.join(stateDir, 'change.yaml');
  writeFileSync(config, stringify(change));
  execFileSync(
    process.execPath,
    [
      path.join(
        repositoryRoot,
        'node_modules/@backstage/cli/bin/backstage-cli',
      ),
      ...['package', 'build'],
      ...['--config', path.join(repositoryRoot, 'app-config.yaml')],
      ...['--config', config],
    ],
    {
      cwd: path.join(repositoryRoot, 'packages/app'),
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const port = await freePorts(7);
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
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage({ baseURL: backend.url });
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'Create' }).first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.clearBrowserCache');
    const files = new Map<string, Promise<Buffer>>();
    page.on('response', response => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) files.set(pathname, response.body());
    });
    await page.goto('/catalog/default/component/orders');
    await isShown(page);
    await page.waitForLoadState('networkidle');
    const bodies = await Promise.all(files.values());
    return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
  } finally {
    await browser.close();
    await backend.stop();
    await gitHost.close();
    await sandbox.stop();
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
