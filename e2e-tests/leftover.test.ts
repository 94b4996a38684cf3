import { expect, type Page, test } from '@playwright/test';
import {
  annotation,
  chooseTemplate,
  chooseTheme,
  createService,
  expectAccessible,
  leftoverStacks,
  picture,
  signIn,
  takeRepository,
} from './support';

/** Creates a service whose repository already exists, so that it is deployed and cannot be published. */
async function failToPublish(page: Page, name: string) {
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, name);
  await expect(page.getByText(/already exists/).first()).toBeVisible({
    timeout: 120_000,
  });
}

test('a new task from the form continues with the stack of a service that was not published', async ({
  page,
}) => {
  const freeRepository = takeRepository('phoenix');
  await signIn(page);
  await failToPublish(page, 'phoenix');
  const { 'phoenix-local': stackArn } = await leftoverStacks();
  expect(stackArn).toMatch(/^arn:/);

  freeRepository();
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, 'phoenix');
  await expect(
    page.getByRole('link', { name: 'Open the service in the catalog' }),
  ).toBeVisible({ timeout: 120_000 });
  await picture(page, '16-continued');
  expect(await annotation('phoenix', 'private-serverless.dev/stack-arn')).toBe(
    stackArn,
  );
  await expect.poll(leftoverStacks).not.toHaveProperty('phoenix-local');
});

test('a leftover stack is destroyed from the form', async ({ page }) => {
  const freeRepository = takeRepository('comet');
  await signIn(page);
  await failToPublish(page, 'comet');
  freeRepository();

  await chooseTemplate(page, 'Destroy a private serverless API');
  for (const theme of ['light', 'dark']) {
    await chooseTheme(page, theme);
    await page.getByRole('radio', { name: /^A leftover stack/ }).click();
    await expect(
      page.getByText(/^Choose an environment to list/),
    ).toBeVisible();
    await page.getByText('Sandbox on this machine').click();
    await page.getByText('comet-local').click();
    await expect(
      page.getByRole('radio', { name: /comet-local/ }),
    ).toBeChecked();
    await picture(page, `17-leftover-${theme}`);
    await expectAccessible(
      page,
      '[role="radiogroup"]:has([value^="arn:"])',
      theme,
    );
  }
  await page.getByLabel(/^Type the name of the stack/).fill('comet-local');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await picture(page, '18-leftover-review');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText(/^Deleted:/)).toBeVisible({ timeout: 120_000 });
  await picture(page, '19-leftover-gone');
  // The backend caches the list for some seconds.
  await expect.poll(leftoverStacks).not.toHaveProperty('comet-local');
});
