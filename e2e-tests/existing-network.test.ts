import { expect, test } from '@playwright/test';
import {
  cardOf,
  chooseTemplate,
  createService,
  inBothThemes,
  picture,
  signIn,
} from './support';

test('a service in the corporate network has a green card, as seen from that network', async ({
  page,
}) => {
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(
    page,
    'invoices',
    step => picture(page, `30-corporate-form-${step}`),
    'Corporate network',
  );
  const link = page.getByRole('link', {
    name: 'Open the service in the catalog',
  });
  await expect(link).toBeVisible({ timeout: 120_000 });
  await picture(page, '31-corporate-done');
  await link.click();
  const card = cardOf(page);
  await expect(card).toContainText(/Up, private/, { timeout: 60_000 });
  await expect(card).toContainText('Corporate VPC');
  // The other VPC has no route to this one.
  await expect(card).not.toContainText('Sandbox VPC');
  await inBothThemes(page, '32-corporate-up', 'DNS');
});
