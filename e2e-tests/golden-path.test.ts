import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import {
  annotation,
  cardOf,
  chooseTemplate,
  control,
  createService,
  describeService,
  inBothThemes,
  inNewPage,
  picture,
  registerByHand,
  signIn,
} from './support';

const service = 'orders';

// One service, created by the first test and misused by those after it.
test.describe.configure({ mode: 'serial' });

test('from Create to a green card, a broken hop, and green again', async ({
  page,
}) => {
  const card = cardOf(page);
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, service, step => picture(page, `1-form-${step}`));

  await test.step('watch the task', async () => {
    await page.getByText('Deploy with CloudFormation').first().waitFor();
    await picture(page, '2-task');
    const link = page.getByRole('link', {
      name: 'Open the service in the catalog',
    });
    await expect(link).toBeVisible({ timeout: 120_000 });
    await picture(page, '3-done');
    const repository = page.getByRole('link', { name: 'Repository' });
    await inNewPage(page, await repository.getAttribute('href'), async code => {
      await expect(code.getByText('catalog-info.yaml')).toBeVisible();
      await picture(code, '3-repository');
    });
    await link.click();
  });

  await test.step('the card is green', async () => {
    await expect(card).toContainText(/Up, private/, { timeout: 60_000 });
    await picture(page, '4-up');
    await inBothThemes(page, '4-up', 'DNS');
  });

  await test.step('the card names the failing hop', async () => {
    await control('stop');
    await card.getByRole('button', { name: 'Check now' }).click();
    await expect(
      card.getByRole('button', { name: /Function.*failed/ }),
    ).toBeVisible();
    await inBothThemes(page, '5-function-stopped', 'Function');
  });

  await test.step('the card is green again', async () => {
    await control('start');
    await expect(async () => {
      await card.getByRole('button', { name: 'Check now' }).click();
      await expect(card).toContainText(/Up, private/, { timeout: 5_000 });
    }).toPass({ timeout: 90_000 });
    await picture(page, '6-up-again');
  });
});

test('the documentation of the new service can be read', async ({ page }) => {
  test.skip(
    Boolean(spawnSync('mkdocs', ['--version']).error),
    'mkdocs is not installed: apt-get install mkdocs',
  );
  await signIn(page);
  await page.goto(`/catalog/default/component/${service}/docs`);
  const heading = page.getByRole('heading', { name: 'Network path' });
  await expect(heading).toBeVisible({ timeout: 60_000 });
  // The reader makes a page that it still hides transparent.
  await expect
    .poll(() =>
      heading.evaluate(
        element =>
          (element.getRootNode() as ShadowRoot).querySelector('html')!.style
            .opacity,
      ),
    )
    .toBe('1');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await picture(page, '7-docs');
});

test('the form refuses a name that is no DNS label', async ({ page }) => {
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await describeService(page, 'Not A Label');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.locator('form')).toContainText(
    'Use lower-case letters, digits and hyphens',
  );
  await expect(page.getByLabel(/^Name/)).toBeVisible();
  await picture(page, '8-wrong-name');
});

test('the form refuses an owner and a system that the catalog cannot have', async ({
  page,
}) => {
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await describeService(page, 'order-intake');
  const owner = page.getByRole('textbox', { name: 'Owner' });
  const system = page.getByRole('textbox', { name: 'System' });
  await owner.fill('team-a-');
  await system.fill('component:default/shop');
  await system.press('Tab');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Choose a group or user').first()).toBeVisible();
  await expect(page.getByText('Choose a system').first()).toBeVisible();
  await expect(page.getByText('Sandbox on this machine')).toHaveCount(0);
});

test('a taken name fails the task before anything is made', async ({
  page,
}) => {
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, service);
  await expect(page.getByText(/name 'orders' is taken/).first()).toBeVisible({
    timeout: 60_000,
  });
  await picture(page, '9-taken-name');
});

test('a component that names the stack of another gets no green card', async ({
  page,
}) => {
  await registerByHand('impostor', {
    'private-serverless.dev/stack-arn': await annotation(
      service,
      'private-serverless.dev/stack-arn',
    ),
    'private-serverless.dev/service-url': 'https://169.254.169.254/latest',
  });
  await signIn(page);
  await page.goto('/catalog/default/component/impostor');
  const card = cardOf(page);
  await expect(card).toContainText(/Unknown/, { timeout: 60_000 });
  await expect(card).not.toContainText(/Up/);
  await inBothThemes(page, '10-impostor', 'Unknown');
});

test('a component without annotations has no card', async ({ page }) => {
  await registerByHand('plain', {});
  await signIn(page);
  await page.goto('/catalog/default/component/plain');
  await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
  await expect(cardOf(page)).toHaveCount(0);
});
