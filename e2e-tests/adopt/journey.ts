import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
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

/** Creates a service through the form and waits until its card is green. @throws Error if a step fails */
export async function createThroughTheForm(journey: Journey): Promise<void> {
  const { url, pictures, service, organization } = journey;
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    baseURL: url,
  });
  const picture = (name: string) =>
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
    await expect(page.getByRole('radio', { name: /Sandbox/ })).toBeChecked();
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
  } catch (error) {
    await picture('failed');
    throw error;
  } finally {
    await browser.close();
  }
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
