import { expect, type Page, test } from '@playwright/test';
import {
  environments,
  readiness,
} from '../plugins/private-api-card/dev/fixtures';
import {
  chooseTemplate,
  chooseTheme,
  describeService,
  expectAccessible,
  picture,
  signIn,
} from './support';

/** Opens the page of the form with the environment picker, for environments with these responses of the backend. */
async function openPicker(page: Page) {
  await chooseTemplate(page, 'Private serverless API');
  await describeService(page, 'orders');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('radiogroup', { name: /^Environment/ }).waitFor();
}

async function serve(page: Page) {
  const views = {
    dev: readiness.notReady,
    prod: { ...readiness.ready, environment: 'prod' },
    stage: { ...readiness.unread, environment: 'stage' },
  };
  const staging = { ...environments[1], id: 'stage', title: 'Staging' };
  await page.route('**/api/private-api/v1/environments', route =>
    route.fulfill({ json: { items: [...environments, staging] } }),
  );
  for (const [id, view] of Object.entries(views)) {
    await page.route(
      `**/api/private-api/v1/environments/${id}/readiness`,
      async route => {
        // Late, so that Next is pressed before the response.
        await new Promise(resolve => setTimeout(resolve, 1_000));
        await route.fulfill({ json: view });
      },
    );
  }
}

const next = (page: Page) => page.getByRole('button', { name: 'Next' });
const repository = (page: Page) =>
  page.getByRole('textbox', { name: 'Repository' });

test('the form cannot be continued with an environment that is not ready', async ({
  page,
}) => {
  await serve(page);
  await signIn(page);
  await openPicker(page);

  // By keyboard, and without waiting for the readiness.
  await page.getByRole('radio', { name: /Development/ }).focus();
  await page.keyboard.press('Space');
  await next(page).press('Enter');
  await expect(
    page.getByText(/Environment "dev" is not ready for a deploy/).first(),
  ).toBeVisible();
  await expect(repository(page)).toBeHidden();
  await expect(page.getByText(/^subnet-0a1b2c3d/)).toBeVisible();

  await page.getByRole('radio', { name: /Development/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/Production is ready · checked/)).toBeVisible();
  await next(page).press('Enter');
  await expect(repository(page)).toBeVisible();
});

test('the readiness is legible in both themes', async ({ page }) => {
  await serve(page);
  await signIn(page);
  for (const theme of ['light', 'dark']) {
    await chooseTheme(page, theme);
    await openPicker(page);
    for (const [name, title, text] of [
      ['not-ready', 'Development', 'Development is not ready for a deploy'],
      ['ready', 'Production', 'Production is ready · checked'],
      ['unknown', 'Staging', 'Not known whether Staging is ready'],
    ]) {
      await page.getByRole('radio', { name: new RegExp(title) }).focus();
      await page.keyboard.press('Space');
      await expect(page.getByText(text)).toBeVisible();
      if (name !== 'ready') {
        await page.getByText('1 check without a result').click();
      }
      await picture(page, `20-readiness-${name}-${theme}`);
      await expectAccessible(
        page,
        'div:has(> [role="status"])',
        `${name}, ${theme}`,
      );
    }
  }
});
