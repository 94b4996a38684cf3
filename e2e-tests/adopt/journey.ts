import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, expect, type Locator, type Page } from '@playwright/test';
import { launchOptions } from '../chromium';

/** The app under test. */
export type Journey = {
  /** URL of Backstage. */
  url: string;
  /** Folder for screenshots. */
  pictures: string;
  /** Name of the service to create. */
  service: string;
  /** Owner of the new repository at the git host. */
  organization: string;
  /** Called during the stack operation. Kills the backend and starts it again. */
  interrupt(): Promise<void>;
};

/** Saves a screenshot. */
type Picture = (name: string) => Promise<unknown>;

/**
 * Creates a service through the form, waits until its card is green, and opens the tab and the dashboard.
 * @throws Error if a step or a script of a page fails
 */
export async function createThroughTheForm(journey: Journey): Promise<void> {
  const { url, pictures, service, organization } = journey;
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    baseURL: url,
  });
  const scriptErrors: string[] = [];
  page.on('pageerror', error => scriptErrors.push(error.message));
  const picture: Picture = name =>
    page.screenshot({
      path: path.join(pictures, `${name}.png`),
      fullPage: true,
      animations: 'disabled',
    });
  try {
    await page.goto('/');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page
      .getByRole('link', { name: /^Create/ })
      .first()
      .waitFor();
    await page.goto('/create/templates/default/private-serverless');
    await page.getByLabel(/^Name/).fill(service);
    await page.getByLabel(/^Description/).fill('Takes orders');
    await page.getByRole('textbox', { name: 'Owner' }).fill('guests');
    await page
      .getByRole('option', { name: /guests/ })
      .first()
      .click();
    await picture('1-service');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Sandbox on this machine').click();
    await expect(page.getByRole('radio', { name: /^Sandbox/ })).toBeChecked();
    await picture('2-environment');
    await page.getByRole('button', { name: 'Next' }).click();
    await fillRepository(page, organization, service);
    await picture('3-repository');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'Show Logs' }).click();
    await expect(page.getByText(/CREATE_IN_PROGRESS/).first()).toBeVisible({
      timeout: 120_000,
    });
    await picture('4-deploying');
    await journey.interrupt();
    await page.reload();
    const link = page.getByRole('link', {
      name: 'Open the service in the catalog',
    });
    await expect(link).toBeVisible({ timeout: 240_000 });
    await picture('5-done');
    await link.click();
    const card = page.getByRole('region', { name: 'Private API' });
    await expect(card).toContainText(/Up, private/, { timeout: 60_000 });
    await picture('6-card');
    await openTab(page, card, service);
    await picture('7-tab');
    await openDashboard(page, service);
    await picture('8-dashboard');
    await page.getByRole('link', { name: service, exact: true }).click();
    await expect(card).toContainText(/Up, private/);
    expect(scriptErrors).toEqual([]);
  } catch (error) {
    await picture('failed');
    throw error;
  } finally {
    await browser.close();
  }
}

/** Follows the link of the card to the tab, and checks each of its sections. */
async function openTab(page: Page, card: Locator, service: string) {
  await card.getByRole('link', { name: 'History and details' }).click();
  await expect(page).toHaveURL(
    new RegExp(`/catalog/default/component/${service}/private-api$`),
  );
  const tab = page.locator('section[aria-label="Private API"]');
  await expect(tab).toContainText(/Up, private/);
  for (const [section, content] of [
    ['History', /% up.*Phases and p95.*probes healthy/s],
    ['Transitions', /→.*Up/],
    ['Vantages', /Sandbox VPC.*Up/s],
    ['AWS', /Stack status\s*CREATE_COMPLETE/],
    ['Certificates', /Expires/],
    ['Commands', /Resolve the name/],
  ] as const) {
    await expect(
      tab.locator('section').filter({
        has: page.getByRole('heading', { name: section, exact: true }),
      }),
    ).toContainText(content, { timeout: 30_000 });
  }
  await expect(tab.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
}

/** Opens the dashboard from the sidebar, and checks that it lists the service and that a filter works. */
async function openDashboard(page: Page, service: string) {
  await page.getByRole('link', { name: 'Private APIs' }).click();
  await expect(page).toHaveURL(/\/private-apis$/);
  const dashboard = page.locator('section[aria-label="Private APIs"]');
  const row = dashboard.getByRole('row').filter({ hasText: service });
  await expect(row).toContainText(/Up.*Sandbox on this machine/s);
  await dashboard
    .getByRole('group', { name: 'States' })
    .getByRole('button', { name: /[1-9]\d* Up/ })
    .click();
  await expect(page).toHaveURL(/state=up/);
  await expect(dashboard.locator('[data-stale="true"]')).toHaveCount(0);
  await expect(row).toHaveCount(1);
  await expect(dashboard).toContainText(/Sandbox VPC/);
  await expect(
    dashboard.getByRole('alert').filter({ hasText: /\S/ }),
  ).toHaveCount(0);
}

async function fillRepository(page: Page, owner: string, name: string) {
  for (const [label, value] of [
    ['Owner', owner],
    ['Repository', name],
  ]) {
    const field = page.getByRole('textbox', { name: label });
    await field.fill(value);
    // The picker accepts the text when the field loses focus.
    await field.press('Tab');
  }
}
