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

test.afterEach(async () => {
  await sandboxControl('PUT', 'durations', {});
  await sandboxControl('DELETE', 'faults');
});

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

test('a failed deploy shows the reason on its first line and can be retried', async ({
  page,
}) => {
  const reason = 'no capacity left for this table';
  await sandboxControl('POST', 'faults', {
    stackName: 'faulty-local',
    logicalId: 'ItemsTable',
    reason,
  });
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, 'faulty');
  const error = page.getByText(/Stack faulty-local was not created/).first();
  await expect(error).toBeVisible({ timeout: 120_000 });
  await expect(error).toContainText('ItemsTable (AWS::DynamoDB::Table');
  await expect(error).toContainText(reason);
  for (const theme of ['light', 'dark']) {
    await page.evaluate(id => localStorage.setItem('theme', id), theme);
    await page.reload();
    await expect(error).toBeVisible();
    await picture(page, `14-failed-${theme}`);
  }

  await sandboxControl('DELETE', 'faults');
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(
    page.getByRole('link', { name: 'Open the service in the catalog' }),
  ).toBeVisible({ timeout: 120_000 });
  await expect(error).toHaveCount(0);
  await picture(page, '15-retried');
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
