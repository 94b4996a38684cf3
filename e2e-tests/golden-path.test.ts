import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import {
  annotation,
  cardOf,
  chooseTheme,
  chooseTemplate,
  control,
  createService,
  describeService,
  expectAccessible,
  inBothThemes,
  inNewPage,
  picture,
  registerByHand,
  signIn,
} from './support';

const service = 'orders';

// The first test creates one service, and the later tests use it.
test.describe.configure({ mode: 'serial' });

test('a created service has a green card, then a failed hop, then a green card again', async ({
  page,
}) => {
  const card = cardOf(page);
  await signIn(page);
  await chooseTemplate(page, 'Private serverless API');
  await createService(page, service, step => picture(page, `1-form-${step}`));

  await test.step('the task completes', async () => {
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

  await test.step('the card names the failed hop', async () => {
    await control('stop', service);
    await card.getByRole('button', { name: 'Check now' }).click();
    await expect(
      card.getByRole('button', { name: /Function.*failed/ }),
    ).toBeVisible();
    await inBothThemes(page, '5-function-stopped', 'Function');
  });

  await test.step('the card is green again', async () => {
    await control('start', service);
    await expect(async () => {
      await card.getByRole('button', { name: 'Check now' }).click();
      await expect(card).toContainText(/Up, private/, { timeout: 5_000 });
    }).toPass({ timeout: 90_000 });
    await picture(page, '6-up-again');
  });

  await test.step('the tab shows what happened, what AWS reports and what to run', async () => {
    await card.getByRole('link', { name: 'History and details' }).click();
    const tab = page.getByRole('region', { name: 'Private API', exact: true });
    await expect(
      tab
        .getByRole('row')
        .filter({ hasText: /Probe failed, retrying|Down/ })
        .first(),
    ).toBeVisible();
    await expect(
      tab.getByRole('row').filter({ hasText: 'ApiFunction' }).first(),
    ).toBeVisible();
    await expect(tab.getByText(/^curl -v /)).toBeVisible();
    await tab.getByRole('button', { name: 'Show as table' }).click();
    for (const theme of ['light', 'dark']) {
      await chooseTheme(page, theme);
      await expect(tab.getByText(/^curl -v /)).toBeVisible();
      await picture(page, `7-tab-${theme}`);
      await expectAccessible(
        page,
        'section[aria-label="Private API"]',
        `tab, ${theme}`,
      );
    }
  });

  await test.step('the card and the tab show the privacy proof of the live stack', async () => {
    await page.goto(`/catalog/default/component/${service}`);
    // The backend verifies a new stack within a minute.
    await expect(card).toContainText('Privacy proof: ✓Private', {
      timeout: 120_000,
    });
    await inBothThemes(page, '8-proof-card', 'Privacy proof');
    await card.getByRole('link', { name: 'Show the privacy proof' }).click();
    const heading = page.getByRole('heading', { name: 'Privacy proof' });
    await expect(heading).toBeFocused();
    const proof = page.locator('section').filter({ has: heading }).last();
    await expect(proof.getByText('No findings.')).toBeVisible();
    await expect(
      proof.getByText('The rules judge every part of the template.'),
    ).toBeVisible();
    const rule = proof.getByRole('row').filter({ hasText: 'PS09' });
    await expect(rule).toContainText('proven');
    await rule.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect(rule).toContainText('RestApi is private.');
    await proof.getByText('The drawing as text').click();
    await expect(proof.getByText(/subnets\.$/)).toBeVisible();
    for (const theme of ['light', 'dark']) {
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await chooseTheme(page, theme);
        const drawing = proof.getByRole('img', { name: /^Drawing of/ });
        await expect(drawing).toHaveCount(1);
        expect(
          await drawing.evaluate(
            (image: HTMLImageElement) => image.naturalWidth,
          ),
        ).toBeGreaterThan(300);
        await proof.screenshot({
          path: `e2e-test-report/8-proof-${theme}-${width}.png`,
        });
        const overflow = await proof.evaluate(
          element => element.scrollWidth - element.clientWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
        await expectAccessible(
          page,
          'section:has(> #privacy-proof)',
          `proof, ${theme}, ${width}`,
        );
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await test.step('the dashboard has the service', async () => {
    await page.getByRole('link', { name: 'Private APIs', exact: true }).click();
    await page.getByRole('searchbox').fill(service);
    await expect(
      page.getByRole('row').filter({ hasText: service }).first(),
    ).toContainText(/Up, private/);
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
  // TechDocs makes a page transparent until it is complete.
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

test('the form rejects a name that is not a DNS label', async ({ page }) => {
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

test('the form rejects an owner and a system that are not valid catalog references', async ({
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

test('an existing name fails the task before it creates anything', async ({
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

test('a component that names the stack of another component has no green card', async ({
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
