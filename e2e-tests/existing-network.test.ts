import { expect, test } from '@playwright/test';
import {
  annotation,
  cardOf,
  chooseTemplate,
  control,
  createService,
  inBothThemes,
  picture,
  runSchedule,
  sandboxControl,
  signIn,
} from './support';

const service = 'invoices';
const hops = [
  'DNS',
  'Load balancer',
  'ALB target',
  'VPC endpoint',
  'API',
  'Function',
];

test('a service behind a load balancer in the corporate network has a green card with six hops, and a stale target is named', async ({
  page,
}) => {
  // It waits for several probes that get no response.
  test.slow();
  const card = cardOf(page);
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(
    page,
    service,
    step => picture(page, `30-corporate-form-${step}`),
    'Corporate network',
    /^Load balancer and API/,
  );
  await test.step('the task completes', async () => {
    const link = page.getByRole('link', {
      name: 'Open the service in the catalog',
    });
    await expect(link).toBeVisible({ timeout: 120_000 });
    await picture(page, '31-corporate-done');
    await link.click();
  });

  await test.step('the card is green, as seen from that network', async () => {
    await expect(card).toContainText(/Up, private/, { timeout: 60_000 });
    await expect(card).toContainText('Corporate VPC');
    // The other VPC has no route to this one.
    await expect(card).not.toContainText('Sandbox VPC');
    await expect(
      card.getByRole('list', { name: 'Network path' }).getByRole('button'),
    ).toHaveText(hops.map(hop => new RegExp(hop)));
    await inBothThemes(page, '32-corporate-up', 'DNS');
    await page.setViewportSize({ width: 320, height: 900 });
    await card.screenshot({ path: 'e2e-test-report/32-corporate-up-320.png' });
    const overflow = await card.evaluate(
      element => element.scrollWidth - element.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await test.step('a stale target is named, with what to do', async () => {
    await control('stop', service, 'TargetSyncFunction');
    const endpoint = await annotation(
      service,
      'private-serverless.dev/vpc-endpoint-id',
    );
    await sandboxControl('POST', `endpoints/${endpoint}/replace-interfaces`);
    await expect(
      card.getByRole('button', { name: /ALB target.*failed/ }),
    ).toBeVisible({ timeout: 60_000 });
    await expect(card).toContainText(
      /The ALB sends to 10\.32\.\d+\.\d+.*; the endpoint has 10\.32\./,
      // What AWS reports is read at most once a minute, and then with the next probe.
      { timeout: 150_000 },
    );
    await expect(card).toContainText(/What to do: Run the target sync/);
    await inBothThemes(page, '33-stale-target', 'ALB target');
  });

  await test.step('the targets follow as soon as the function runs again', async () => {
    await control('start', service, 'TargetSyncFunction');
    await runSchedule(service);
    await expect(card).toContainText(/Up, private/, { timeout: 120_000 });
  });
});
