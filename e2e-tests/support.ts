import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, Locator, Page } from '@playwright/test';
import { baseUrl, gitUrl, sandboxUrl, stateDir } from '../playwright.config';

/** Saves a screenshot. */
export async function picture(page: Page, name: string) {
  await page.screenshot({
    path: `e2e-test-report/${name}.png`,
    fullPage: true,
  });
}

/** Signs in to the demo as the guest. */
export async function signIn(page: Page) {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('link', { name: 'Create' }).first().waitFor();
}

/** Opens the form of the template with this title. */
export async function chooseTemplate(page: Page, title: string) {
  await page.getByRole('link', { name: 'Create' }).first().click();
  await page.getByText(title, { exact: true }).first().waitFor();
  const titles = await page.getByRole('heading', { level: 4 }).allInnerTexts();
  const index = titles.findIndex(text => text.includes(title));
  await page
    .getByRole('button', { name: 'Choose' })
    .nth(Math.max(0, index))
    .click();
}

/** Fills in the first page of the form of *Private serverless API*. */
export async function describeService(page: Page, name: string) {
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel(/^Description/).fill('Takes orders');
  await page.getByRole('textbox', { name: 'Owner' }).fill('Payments');
  await page.getByRole('option', { name: /Payments team/ }).click();
}

/**
 * Fills in the form of *Private serverless API* and starts the task.
 *
 * @param look - is called on each page of the form
 * @param environment - title of the environment
 * @param entry - begin of the title of the entry. @defaultValue the first one, which is chosen already
 */
export async function createService(
  page: Page,
  name: string,
  look: (step: string) => Promise<void> = async () => {},
  environment = 'Sandbox on this machine',
  entry?: RegExp,
) {
  await describeService(page, name);
  await look('service');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText(environment).click();
  await page.getByText(`${environment} is ready`).waitFor();
  if (entry) {
    await page.getByRole('radio', { name: entry }).focus();
    await page.keyboard.press('Space');
  }
  await look('environment');
  await page.getByRole('button', { name: 'Next' }).click();
  const repository = page.getByRole('textbox', { name: 'Repository' });
  await repository.fill(name);
  // The picker accepts the text when the field loses focus.
  await repository.press('Tab');
  await look('repository');
  await page.getByRole('button', { name: 'Review' }).click();
  await look('review');
  await page.getByRole('button', { name: 'Create' }).click();
}

/** The card of the service on the entity page. */
export function cardOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Private API' });
}

/**
 * Changes the theme as Backstage does when the user changes it in another tab. The app starts again with the same URL, so
 * that the data of a form is lost, but the page is not loaded again.
 */
export async function chooseTheme(page: Page, theme: string) {
  await page.evaluate(id => {
    localStorage.setItem('theme', id);
    window.dispatchEvent(new StorageEvent('storage', { key: 'theme' }));
  }, theme);
  await expect(page.locator('body')).toHaveAttribute('data-theme-mode', theme);
}

/** Checks the card in light and dark theme: a screenshot of each, and no violation of WCAG 2.2 AA that axe detects. */
export async function inBothThemes(page: Page, name: string, text: string) {
  const card = cardOf(page);
  for (const theme of ['light', 'dark']) {
    await chooseTheme(page, theme);
    await expect(card).toContainText(text);
    await card.screenshot({ path: `e2e-test-report/${name}-${theme}.png` });
    await expectAccessible(
      page,
      'section[aria-labelledby]:has([role="status"])',
      `${name}, ${theme}`,
    );
  }
}

/** Checks that axe detects no violation of WCAG 2.2 AA in a part of the page. */
export async function expectAccessible(
  page: Page,
  selector: string,
  what: string,
) {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
    what,
  ).toEqual([]);
}

/** Opens a URL in a new page. */
export async function inNewPage(
  page: Page,
  address: string | null,
  look: (opened: Page) => Promise<void>,
) {
  expect(address).toBeTruthy();
  const opened = await page.context().newPage();
  await opened.goto(address!);
  await look(opened);
  await opened.close();
}

/**
 * Stops or starts a function of a service, as the control page of the sandbox does.
 * @param logicalId - of the function
 */
export async function control(
  action: 'stop' | 'start',
  service: string,
  logicalId = 'ApiFunction',
) {
  const list = await fetch(`${sandboxUrl}/_sandbox/functions`);
  const { functions } = (await list.json()) as {
    functions: Array<{ name: string }>;
  };
  const { name } = functions.find(
    one =>
      one.name.startsWith(`${service}-`) && one.name.includes(`-${logicalId}-`),
  )!;
  await sandboxControl('POST', `functions/${name}/${action}`);
}

/** Runs the schedule of a service now, not at the end of its minute. */
export async function runSchedule(service: string) {
  const list = await fetch(`${sandboxUrl}/_sandbox/schedules`);
  const { schedules } = (await list.json()) as {
    schedules: Array<{ name: string }>;
  };
  const { name } = schedules.find(one => one.name.startsWith(`${service}-`))!;
  await sandboxControl('POST', `schedules/${name}/run`);
}

/** Sends a control call to the sandbox (`/_sandbox/…`). */
export async function sandboxControl(
  method: string,
  call: string,
  body?: unknown,
) {
  const answer = await fetch(`${sandboxUrl}/_sandbox/${call}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect(answer.ok, `${method} ${call}`).toBe(true);
}

async function token(): Promise<string> {
  const answer = await fetch(`${baseUrl}/api/auth/guest/refresh`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  });
  return (await answer.json()).backstageIdentity.token;
}

/** Reads an annotation of a component from the catalog. */
export async function annotation(name: string, key: string): Promise<string> {
  return (await (await entity(name)).json()).metadata.annotations[key];
}

/** Returns the ARNs of the leftover stacks of the sandbox, by stack name. */
export async function leftoverStacks(): Promise<Record<string, string>> {
  const answer = await fetch(
    `${baseUrl}/api/private-api/v1/environments/local/stacks`,
    { headers: { Authorization: `Bearer ${await token()}` } },
  );
  const { items } = (await answer.json()) as {
    items: Array<{ stackName: string; stackArn: string }>;
  };
  return Object.fromEntries(
    items.map(({ stackName, stackArn }) => [stackName, stackArn]),
  );
}

/** Creates an empty repository, so that publishing one with this name fails. @returns a function that removes it */
export function takeRepository(name: string): () => void {
  const folder = path.join(stateDir, 'git', `${name}.git`);
  execFileSync('git', ['init', '-q', '--bare', folder]);
  return () => rmSync(folder, { recursive: true });
}

async function entity(name: string): Promise<Response> {
  return fetch(
    `${baseUrl}/api/catalog/entities/by-name/component/default/${name}`,
    { headers: { Authorization: `Bearer ${await token()}` } },
  );
}

/** Registers a handwritten component with any annotations, and waits until the catalog has it. */
export async function registerByHand(
  name: string,
  annotations: Record<string, string>,
) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'by-hand-'));
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: work, stdio: 'ignore' });
  writeFileSync(
    path.join(work, 'catalog-info.yaml'),
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, annotations },
      spec: { type: 'service', lifecycle: 'experimental', owner: 'payments' },
    }),
  );
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git(
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@localhost',
    'commit',
    '-qm',
    't',
  );
  git('clone', '-q', '--bare', '.', path.join(stateDir, 'git', `${name}.git`));
  rmSync(work, { recursive: true });
  const answer = await fetch(`${baseUrl}/api/catalog/locations`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await token()}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      type: 'url',
      target: `${gitUrl}/demo/${name}/src/branch/main/catalog-info.yaml`,
    }),
  });
  expect(answer.status).toBe(201);
  await expect
    .poll(async () => (await entity(name)).status, { timeout: 60_000 })
    .toBe(200);
}
