import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFrontendModule,
  createTranslationMessages,
  type TranslationApi,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  renderInTestApp as renderInLegacyApp,
  TestApiProvider,
  TestApiRegistry,
} from '@backstage/test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type {
  HealthView,
  ProofList,
} from '@private-serverless/backstage-plugin-private-api-common';
import { screen, waitFor } from '@testing-library/react';
import { createElement, Fragment, isValidElement } from 'react';
import {
  albStackTls,
  environments,
  historyView,
  manyLeftoverStacks,
  noTargetCounts,
  noTargets,
  orders,
  proofs,
  readiness,
  stackList,
  targetCounts,
  targetList,
  transitionList,
  vantageHealths,
  views,
} from '../dev/fixtures';
import { apiWith } from './__testUtils__/apiWith';
import { type PrivateApiApi, privateApiApiRef } from './api/PrivateApiApi';
import { Dashboard } from './components/Dashboard/Dashboard';
import { EnvironmentPicker } from './components/EnvironmentPicker/EnvironmentPicker';
import { validateEnvironment } from './components/EnvironmentPicker/field';
import { HealthCard } from './components/HealthCard/HealthCard';
import { HealthTab } from './components/HealthTab/HealthTab';
import { validateStack } from './components/StackPicker/field';
import { ProofSection } from './components/Proof/ProofSection';
import { StackPicker } from './components/StackPicker/StackPicker';
import { EntityPrivateApiCard } from './legacy';
import { privateApiTranslationRef } from './translation';

const pickerApi = () =>
  apiWith({ leftoverStacks: async () => manyLeftoverStacks });

/** Returns the key in brackets instead of a text. Values are dropped unless they are elements. */
function markedText(key: string, values: Record<string, unknown> = {}) {
  const elements = Object.values(values).filter(value => isValidElement(value));
  return elements.length > 0
    ? createElement(Fragment, {}, `⟦${key}⟧`, ...(elements as JSX.Element[]))
    : `⟦${key}⟧`;
}
const markedTranslations = {
  getTranslation: () => ({ ready: true, t: markedText }),
  translation$: () => ({ subscribe: () => ({ unsubscribe() {} }) }),
} as unknown as TranslationApi;

describe('the texts of the plugin', () => {
  it('can be replaced by an app of the new frontend system', async () => {
    const german = TranslationBlueprint.make({
      name: 'private-api',
      params: {
        resource: createTranslationMessages({
          ref: privateApiTranslationRef,
          messages: {
            'state.upPrivate': 'Erreichbar, privat',
            'facts.latency': 'Latenz {{duration}}',
          },
        }),
      },
    });
    renderInTestApp(
      <EntityProvider entity={orders}>
        <HealthCard />
      </EntityProvider>,
      {
        apis: [[privateApiApiRef, apiWith()]],
        features: [
          createFrontendModule({ pluginId: 'app', extensions: [german] }),
        ],
      },
    );
    expect(await screen.findByText('Erreichbar, privat')).toBeInTheDocument();
    expect(screen.getByText('Latenz 55 ms')).toBeInTheDocument();
    expect(screen.getByText('HTTP 200')).toBeInTheDocument();
  });

  it('can be replaced by an app of the legacy frontend system', async () => {
    await renderInLegacyApp(
      <TestApiProvider
        apis={[
          [privateApiApiRef, apiWith()],
          [translationApiRef, markedTranslations],
        ]}
      >
        <EntityProvider entity={orders}>
          <EntityPrivateApiCard />
        </EntityProvider>
      </TestApiProvider>,
    );
    expect(await screen.findByText('⟦state.upPrivate⟧')).toBeInTheDocument();
  });

  it.each([
    [validateEnvironment, '⟦environmentPicker.required⟧'],
    [validateStack, '⟦stackPicker.required⟧'],
  ])('include those of the validation: %#', (validate, text) => {
    const addError = jest.fn();
    const apiHolder = TestApiRegistry.from([
      translationApiRef,
      markedTranslations,
    ]);
    validate('', { addError } as never, { apiHolder } as never);
    expect(addError).toHaveBeenCalledWith(text);
  });

  it('include that of the validation of an environment that is not ready', async () => {
    const addError = jest.fn();
    const apiHolder = TestApiRegistry.from(
      [translationApiRef, markedTranslations],
      [
        privateApiApiRef,
        apiWith({ readiness: async () => readiness.notReady }),
      ],
    );
    await validateEnvironment(
      'dev',
      { addError } as never,
      { apiHolder } as never,
    );
    expect(addError).toHaveBeenCalledWith('⟦readiness.notReady.error⟧');
  });

  it.each([
    [validateEnvironment, 'Choose an environment'],
    [validateStack, 'Choose a stack'],
  ])('are in English until they are loaded: %#', (validate, text) => {
    const addError = jest.fn();
    const loading = { getTranslation: () => ({ ready: false }) };
    const apiHolder = TestApiRegistry.from([
      translationApiRef,
      loading as unknown as TranslationApi,
    ]);
    validate('', { addError } as never, { apiHolder } as never);
    expect(addError).toHaveBeenCalledWith(text);
  });
});

/** Texts and labels on the page that are neither a translation nor part of `data`. */
function fixedTexts(page: HTMLElement, data: unknown): string[] {
  const known = JSON.stringify(data);
  const texts: string[] = [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    // The snippet is code, and times are in the format of the browser.
    if (!parentElement?.closest('pre, style, script, time')) {
      texts.push(textContent ?? '');
    }
  }
  for (const element of page.querySelectorAll('*')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      // The tooltip of a time is a date in the format of the browser.
      if (element.tagName !== 'TIME') {
        texts.push(element.getAttribute(name) ?? '');
      }
    }
  }
  return texts
    .map(text => text.replace(/⟦[\w.-]+⟧|^ · /g, '').trim())
    .filter(
      text => /\p{L}/u.test(text) && !known.includes(text.replace(/"/g, '\\"')),
    );
}

describe('the sources contain no fixed text', () => {
  const renderMarked = (
    element: JSX.Element,
    api: PrivateApiApi,
    mountedRoutes = {},
  ) =>
    renderInTestApp(element, {
      mountedRoutes,
      apis: [
        [privateApiApiRef, api],
        [translationApiRef, markedTranslations],
      ],
    });

  it.each(Object.entries<HealthView>(views))(
    'in the card for the state %s',
    async (_, view) => {
      renderMarked(
        <EntityProvider entity={orders}>
          <HealthCard />
        </EntityProvider>,
        apiWith({ health: async () => view }),
      );
      const card = await screen.findByRole('region', {
        name: '⟦card.title⟧',
      });
      await waitFor(() => expect(card).not.toHaveTextContent('card.loading'));
      expect(card).toHaveTextContent('⟦state.');
      expect(fixedTexts(card, view)).toEqual([]);
    },
  );

  it.each([
    ['listed', {}, '⟦dashboard.range⟧'],
    [
      'failed',
      {
        targets: async () => {
          throw new Error('no response');
        },
      },
      '⟦dashboard.failed.title⟧',
    ],
    [
      'empty',
      {
        targets: async () => noTargets,
        targetCounts: async () => noTargetCounts,
      },
      '⟦dashboard.empty.title⟧',
    ],
    [
      'without a match',
      { targets: async () => noTargets },
      '⟦dashboard.noMatch.title⟧',
    ],
  ] as Array<[string, Partial<PrivateApiApi>, string]>)(
    'in the dashboard: %s',
    async (_, change, text) => {
      renderMarked(
        <main>
          <Dashboard />
        </main>,
        apiWith(change),
        { '/catalog/:namespace/:kind/:name': entityRouteRef },
      );
      await screen.findByText(text);
      await screen.findByText('Dev VPC');
      expect(
        fixedTexts(screen.getByRole('main'), [
          targetList,
          targetCounts,
          environments,
          vantageHealths,
          'no response',
          // Names of refs, and texts of Backstage UI.
          'payments logistics',
          'Clear search',
        ]),
      ).toEqual([]);
    },
  );

  it.each([albStackTls, views.noAnnotation])('in the tab: %#', async view => {
    const data = [
      view,
      historyView,
      transitionList,
      stackList,
      proofs.private,
      '111111111111 eu-central-1',
      'HealthFunction (AWS::Lambda::Function)',
      'orders-dev (AWS::CloudFormation::Stack)',
    ];
    renderMarked(
      <EntityProvider entity={orders}>
        <HealthTab />
      </EntityProvider>,
      apiWith({ health: async () => view }),
    );
    const tab = await screen.findByRole('region', {
      name: '⟦card.title⟧',
    });
    await waitFor(() => expect(tab).not.toHaveTextContent('loading⟧'));
    expect(fixedTexts(tab, data)).toEqual([]);
  });

  it.each(Object.entries<ProofList>(proofs))(
    'in the privacy proof: %s',
    async (_, list) => {
      renderMarked(
        <main>
          <ProofSection
            entityRef="component:default/orders"
            target={views.up.targets[0]}
            now={views.up.generatedAt}
          />
        </main>,
        apiWith({ proofs: async () => list }),
      );
      const main = await screen.findByRole('main');
      await waitFor(() => expect(main).toHaveTextContent('⟦proof.'));
      await waitFor(() => expect(main).not.toHaveTextContent('loading⟧'));
      expect(fixedTexts(main, list)).toEqual([]);
    },
  );

  it('in the card without a response', async () => {
    renderMarked(
      <EntityProvider entity={orders}>
        <HealthCard />
      </EntityProvider>,
      apiWith({
        health: async () => {
          throw new Error('no response');
        },
      }),
    );
    await screen.findByText('⟦notice.unavailable.title⟧');
    const card = screen.getByRole('region', { name: '⟦card.title⟧' });
    expect(fixedTexts(card, [])).toEqual([]);
  });

  const field = (environment?: string) =>
    ({
      formData: 'missing',
      onChange: () => {},
      schema: {},
      uiSchema: {},
      formContext: { formData: { environment } },
    } as unknown as FieldExtensionComponentProps<string>);

  it.each([
    ['environments', <EnvironmentPicker {...field()} />, 'radio', environments],
    [
      'stacks',
      <StackPicker {...field('dev')} />,
      'radio',
      // The label is part of Backstage UI.
      [...manyLeftoverStacks, 'Clear search'],
    ],
  ] as const)('in the picker of %s', async (_, picker, role, data) => {
    renderMarked(<main>{picker}</main>, pickerApi());
    await screen.findAllByRole(role);
    expect(fixedTexts(screen.getByRole('main'), data)).toEqual([]);
  });

  it.each(Object.entries(readiness))(
    'in the picker of environments for the readiness %s',
    async (_, view) => {
      renderMarked(
        <main>
          <EnvironmentPicker {...field()} formData="dev" />
        </main>,
        apiWith({ readiness: async () => view }),
      );
      await screen.findByText('⟦readiness.checkAgain⟧');
      expect(
        fixedTexts(screen.getByRole('main'), [environments, view]),
      ).toEqual([]);
    },
  );

  it.each([
    ['environments', <EnvironmentPicker {...field()} />],
    ['stacks', <StackPicker {...field('dev')} />],
    ['stacks without an environment', <StackPicker {...field()} />],
  ])('in the empty picker of %s', async (_, picker) => {
    renderMarked(
      <main>{picker}</main>,
      apiWith({ environments: async () => [], leftoverStacks: async () => [] }),
    );
    await screen.findAllByText(/⟦\w+Picker\.(empty|chooseEnvironment)/);
    expect(fixedTexts(screen.getByRole('main'), [])).toEqual([]);
  });

  const files = readdirSync(join(__dirname, 'components'), {
    recursive: true,
    encoding: 'utf8',
  }).filter(file => file.endsWith('.tsx') && !file.endsWith('.test.tsx'));

  it.each(files)('in the elements and labels of %s', file => {
    const source = readFileSync(join(__dirname, 'components', file), 'utf8');
    const elementText = /(?<!=)>\s*\p{L}[^<>{}()=;]*(?:<\/|\{)/gu;
    const label = /\s(?:aria-label|alt|description|label|placeholder|title)="/g;
    expect(source.match(elementText) ?? []).toEqual([]);
    expect(source.match(label) ?? []).toEqual([]);
  });
});
