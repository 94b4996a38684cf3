import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { stateDir } from '../playwright.config';
import { seededName, seedServices } from './seed';
import { chooseTheme, expectAccessible, picture, signIn } from './support';

const count = 10_000;
/** The root of the dashboard. */
const dashboard = 'section[aria-label="Private APIs"]';
const seeded = '/private-apis?system=system%3Adefault%2Fseeded';

// The first test writes the services, and the later tests use them.
test.describe.configure({ mode: 'serial' });

const rows = (page: Page) =>
  page.getByRole('row').filter({ hasText: /Seeded service \d/ });
const stateFilter = (page: Page, name: RegExp) =>
  page.getByRole('group', { name: 'States' }).getByRole('button', { name });

test('the dashboard shows ten thousand services, the worst first, and keeps what is shown in the URL', async ({
  page,
}) => {
  await signIn(page);
  await seedServices(stateDir, count);
  await page.getByRole('link', { name: 'Private APIs' }).click();
  await expect(page).toHaveURL(/\/private-apis$/);
  await page.goto(seeded);
  await expect(rows(page)).toHaveCount(20);
  await expect(rows(page).first()).toContainText(/Exposed.*Load balancer/s);
  await expect(page.getByText('1–20 of 10,000')).toBeVisible();

  await test.step('each count is a filter', async () => {
    await stateFilter(page, /2 Down/).click();
    await expect(page).toHaveURL(/state=down/);
    await expect(rows(page)).toHaveCount(2);
    await expect(rows(page).first()).toContainText('10.0.3.9 did not respond');
    await page.goBack();
    await expect(rows(page)).toHaveCount(20);
  });

  await test.step('pages, and a link to one of them', async () => {
    await page.getByRole('button', { name: 'Next page' }).click();
    await expect(page.getByText('21–40 of 10,000')).toBeVisible();
    const first = await rows(page).first().innerText();
    await page.reload();
    await expect(page.getByText('21–40 of 10,000')).toBeVisible();
    expect(await rows(page).first().innerText()).toContain(
      first.split('\n')[1],
    );
    await page.goBack();
    await expect(page.getByText('1–20 of 10,000')).toBeVisible();
  });

  await test.step('search, order and owners', async () => {
    await page.getByRole('searchbox').fill('Service 4242');
    await expect(rows(page)).toHaveCount(1);
    await expect(page).toHaveURL(/search=Service/);
    await page.getByRole('searchbox').fill('');
    await expect(rows(page)).toHaveCount(20);
    await page.getByRole('columnheader', { name: /Certificate/ }).click();
    await expect(page).toHaveURL(/sort=certificate/);
    await expect(rows(page).first()).toContainText('Seeded service 3');
  });

  await test.step('an export has the rows of the filter', async () => {
    await page.goto(`${seeded}&state=down`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(seededName(1));
  });
});

test('the dashboard is usable with the keyboard alone', async ({ page }) => {
  await signIn(page);
  await page.goto(seeded);
  await expect(rows(page)).toHaveCount(20);
  await stateFilter(page, /Exposed/).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expect(stateFilter(page, /Down/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(20);
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('service 777');
  await expect(rows(page)).toHaveCount(11);
  await page.keyboard.press('Escape');
});

test('the dashboard is accessible in both themes, and fits 320 pixels', async ({
  page,
}) => {
  await signIn(page);
  await page.goto(seeded);
  await expect(rows(page)).toHaveCount(20);
  for (const theme of ['light', 'dark']) {
    await chooseTheme(page, theme);
    await expect(rows(page)).toHaveCount(20);
    await picture(page, `dashboard-${theme}`);
    await expectAccessible(page, dashboard, `dashboard, ${theme}`);
  }
  await page.goto(`${seeded}&group=owner`);
  await expect(page.getByText(/2,500/).first()).toBeVisible();
  await picture(page, 'dashboard-by-owner');
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto(seeded);
  await expect(rows(page)).toHaveCount(20);
  await picture(page, 'dashboard-320');
  // Wide tables scroll in their own region, not the page.
  const width = await page.evaluate(() => document.body.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
  await expectAccessible(page, dashboard, 'dashboard, 320 pixels');
});

test('the dashboard says how to create the first service, and what a filter has hidden', async ({
  page,
}) => {
  await signIn(page);
  await page.goto('/private-apis?search=nothing-has-this-name');
  await expect(
    page.getByRole('button', { name: /Clear filters/ }).last(),
  ).toBeEnabled();
  await picture(page, 'dashboard-no-match');
  await page.route('**/v1/targets?*', route =>
    route.fulfill({ json: { items: [], totalItems: 0, offset: 0 } }),
  );
  await page.route('**/v1/targets/counts?*', route =>
    route.fulfill({
      json: {
        states: {
          up: 0,
          degraded: 0,
          suspect: 0,
          down: 0,
          unknown: 0,
          exposed: 0,
          maintenance: 0,
        },
        total: 0,
        behind: 0,
        certificatesExpiring: 0,
        groups: {},
        any: false,
      },
    }),
  );
  await page.goto('/private-apis');
  await expect(page.getByRole('link', { name: /Create/ }).last()).toBeVisible();
  await picture(page, 'dashboard-empty');
});
