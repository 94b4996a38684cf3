import { expect, test } from '@playwright/test';
import {
  chooseTemplate,
  chooseTheme,
  createService,
  picture,
  sandboxControl,
  signIn,
} from './support';

test.afterEach(() => sandboxControl('DELETE', 'faults'));

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
    await chooseTheme(page, theme);
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
