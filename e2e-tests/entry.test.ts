import { expect, type Page, test } from '@playwright/test';
import { environments } from '../plugins/private-api-card/dev/fixtures';
import {
  chooseTemplate,
  chooseTheme,
  describeService,
  expectAccessible,
  signIn,
} from './support';

const picker = (page: Page) => page.getByRole('radiogroup', { name: /^Entry/ });
const entry = (page: Page, title: RegExp) =>
  picker(page).getByRole('radio', { name: title });
/** Opens the page of the form with the entry picker. */
async function openPicker(page: Page) {
  await chooseTemplate(page, 'Private serverless API');
  await describeService(page, 'orders');
  await page.getByRole('button', { name: 'Next' }).click();
  await picker(page).waitFor();
}

test('the form offers the entries of the environment, and asks only what matters for the chosen one', async ({
  page,
}) => {
  await page.route('**/api/private-api/v1/environments', route =>
    route.fulfill({ json: { items: environments } }),
  );
  await signIn(page);
  await openPicker(page);
  await expect(entry(page, /^VPC endpoint/)).toBeChecked();
  await expect(page.getByText('Private DNS', { exact: true })).toBeVisible();

  // By keyboard, to the last one.
  await entry(page, /^VPC endpoint/).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  await expect(entry(page, /^Load balancer and function/)).toBeChecked();
  await expect(page.getByText('Private DNS', { exact: true })).toBeHidden();

  await page.getByRole('radio', { name: /Production/ }).focus();
  await page.keyboard.press('Space');
  await expect(entry(page, /^Load balancer and API/)).toBeDisabled();
  await expect(
    page.getByText(/Not offered by Production\. logBucket: missing/).first(),
  ).toBeVisible();
  await expect(
    page.getByText(/Production does not offer the chosen entry/),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(
    page.getByText(/The environment does not offer this entry/).first(),
  ).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Repository' })).toBeHidden();
});

test('the entries are legible in both themes and on a narrow screen', async ({
  page,
}) => {
  await page.route('**/api/private-api/v1/environments', route =>
    route.fulfill({ json: { items: environments } }),
  );
  await signIn(page);
  for (const theme of ['light', 'dark']) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await chooseTheme(page, theme);
    await openPicker(page);
    await page.getByRole('radio', { name: /Production/ }).focus();
    await page.keyboard.press('Space');
    await expect(entry(page, /^Load balancer and API/)).toBeDisabled();
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await picker(page).screenshot({
        path: `e2e-test-report/30-entries-${width}-${theme}.png`,
      });
      const overflow = await picker(page).evaluate(
        element => element.scrollWidth - element.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await expectAccessible(
        page,
        '[role="radiogroup"]:has([role="img"])',
        `${width}, ${theme}`,
      );
    }
  }
});
