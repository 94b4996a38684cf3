import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { baseUrl, stateDir } from '../playwright.config';
import {
  chooseTemplate,
  createService,
  picture,
  sandboxControl,
  signIn,
} from './support';

test.afterEach(() => sandboxControl('PUT', 'durations', {}));

test('a deploy whose backend is killed resumes and completes', async ({
  page,
}) => {
  // A deploy of about ten seconds: five stages in sequence.
  await sandboxControl('PUT', 'durations', { '*': 2000 });
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, 'survivor');
  await page.getByRole('button', { name: 'Show Logs' }).click();
  await expect(page.getByText(/CREATE_IN_PROGRESS/).first()).toBeVisible({
    timeout: 60_000,
  });
  await picture(page, '12-deploying');

  const before = backendPid();
  process.kill(before, 'SIGKILL');
  await expect.poll(backendPid, { timeout: 60_000 }).not.toBe(before);
  await expect
    .poll(isReady, { timeout: 60_000, message: 'the next backend is ready' })
    .toBe(true);
  // The guest stays signed in.
  await page.reload();
  await expect(
    page.getByRole('link', { name: 'Open the service in the catalog' }),
  ).toBeVisible({ timeout: 120_000 });
  // The log renders only the lines around the search result.
  await page.getByPlaceholder('Search').fill('that an earlier run started');
  await expect(
    page.getByText(/that an earlier run started/).first(),
  ).toBeVisible();
  await picture(page, '13-recovered');
});

function backendPid(): number {
  return Number(readFileSync(path.join(stateDir, 'backend.pid'), 'utf8'));
}

async function isReady(): Promise<boolean> {
  return fetch(`${baseUrl}/.backstage/health/v1/readiness`).then(
    answer => answer.ok,
    () => false,
  );
}
