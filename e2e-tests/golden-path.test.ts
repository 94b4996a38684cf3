import AxeBuilder from '@axe-core/playwright';
import { expect, Locator, Page, test } from '@playwright/test';
import { sandboxUrl } from '../playwright.config';

const service = 'orders';

/** Keeps a picture of what a person sees at this point. */
async function picture(page: Page, name: string) {
  await page.screenshot({
    path: `e2e-test-report/${name}.png`,
    fullPage: true,
  });
}

async function signIn(page: Page) {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
}

/** Looks at the card in light and dark theme: a picture of each, and no violation of WCAG 2.2 AA that axe can see. */
async function inBothThemes(page: Page, card: Locator, name: string) {
  for (const theme of ['light', 'dark']) {
    await page.evaluate(id => localStorage.setItem('theme', id), theme);
    await page.reload();
    await expect(card).toContainText('DNS');
    await card.screenshot({ path: `e2e-test-report/${name}-${theme}.png` });
    const { violations } = await new AxeBuilder({ page })
      .include('section[aria-labelledby]:has(ol[aria-label="Network path"])')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      `${name}, ${theme}`,
    ).toEqual([]);
  }
}

/** Stops or starts the service's function in the sandbox, as its own page does. */
async function control(action: 'stop' | 'start') {
  const list = await fetch(`${sandboxUrl}/_sandbox/functions`);
  const { functions } = (await list.json()) as {
    functions: Array<{ name: string }>;
  };
  const [{ name }] = functions;
  const done = await fetch(
    `${sandboxUrl}/_sandbox/functions/${name}/${action}`,
    {
      method: 'POST',
    },
  );
  expect(done.ok).toBe(true);
}

test('from Create to a green card, a broken hop, and green again', async ({
  page,
}) => {
  await signIn(page);

  await test.step('choose the template', async () => {
    await page.getByRole('link', { name: 'Create' }).first().click();
    await page
      .getByText('Private serverless API', { exact: true })
      .first()
      .waitFor();
    await picture(page, '1-templates');
    await page.getByRole('button', { name: 'Choose' }).first().click();
  });

  await test.step('answer the questions', async () => {
    await page.getByLabel(/^Name/).fill(service);
    await page.getByLabel(/^Description/).fill('Takes orders');
    await page.getByRole('textbox', { name: 'Owner' }).fill('Payments');
    await page.getByRole('option', { name: /Payments team/ }).click();
    await picture(page, '2-service');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Sandbox on this machine').click();
    await picture(page, '3-environment');
    await page.getByRole('button', { name: 'Review' }).click();
    await picture(page, '4-review');
    await page.getByRole('button', { name: 'Create' }).click();
  });

  await test.step('watch the task', async () => {
    await page.getByText('Deploy with CloudFormation').first().waitFor();
    await picture(page, '5-task');
    const link = page.getByRole('link', {
      name: 'Open the service in the catalog',
    });
    await expect(link).toBeVisible({ timeout: 120_000 });
    await picture(page, '6-done');
    await link.click();
  });

  const card = page.getByRole('region', { name: 'Private API' });
  await test.step('the card is green', async () => {
    await expect(card).toContainText(/Up, private/, { timeout: 60_000 });
    await picture(page, '7-up');
    await inBothThemes(page, card, '7-up');
  });

  await test.step('the card names the failing hop', async () => {
    await control('stop');
    await card.getByRole('button', { name: 'Check now' }).click();
    await expect(
      card.getByRole('button', { name: /Function.*failed/ }),
    ).toBeVisible();
    await inBothThemes(page, card, '8-function-stopped');
  });

  await test.step('the card is green again', async () => {
    await control('start');
    await expect(async () => {
      await card.getByRole('button', { name: 'Check now' }).click();
      await expect(card).toContainText(/Up, private/, { timeout: 5_000 });
    }).toPass({ timeout: 90_000 });
    await picture(page, '9-up-again');
  });
});
