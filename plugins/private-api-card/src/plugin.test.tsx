import { getComponentData } from '@backstage/core-plugin-api';
import { renderInTestApp } from '@backstage/test-utils';
import {
  createExtensionTester,
  renderInTestApp as renderInNewApp,
} from '@backstage/frontend-test-utils';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { TestApiProvider } from '@backstage/test-utils';
import { screen, within } from '@testing-library/react';
import { Children, type ReactElement } from 'react';
import { Route, Routes } from 'react-router-dom';
import { orders } from '../dev/fixtures';
import { apiWith } from './__testUtils__/apiWith';
import { privateApiApiRef } from './api/PrivateApiApi';
import {
  EntityPrivateApiCard,
  EntityPrivateApiContent,
  EntityPrivateApiGridItem,
  isPrivateApiAvailable,
  PrivateApiDashboardPage,
  PrivateServerlessEntryPickerFieldExtension,
  PrivateServerlessEnvironmentPickerFieldExtension,
  PrivateServerlessStackPickerFieldExtension,
  privateApiPlugin as legacyPlugin,
  privateServerlessFieldExtensions,
} from './legacy';
import {
  environmentPicker,
  privateApiCard,
  privateApiPage,
  privateApiPlugin,
  privateApiTab,
  stackPicker,
} from './plugin';
import { externalRoutes, routes } from './routes';

const api = apiWith();
const plain = {
  ...orders,
  metadata: { name: 'plain', namespace: 'default', annotations: { a: 'b' } },
};

describe('the new frontend system', () => {
  it('has the plugin id of the backend', () => {
    expect(privateApiPlugin.pluginId).toBe('private-api');
  });

  it('shows the card on entities with our annotations', async () => {
    const tester = createExtensionTester(privateApiCard);
    const filter = tester.get(EntityCardBlueprint.dataRefs.filterFunction);
    expect(filter?.(orders)).toBe(true);
    expect(filter?.(plain)).toBe(false);
    renderInNewApp(
      <EntityProvider entity={orders}>{tester.reactElement()}</EntityProvider>,
      { apis: [[privateApiApiRef, api]] },
    );
    expect(await screen.findByText('Up, private')).toBeInTheDocument();
  });

  it('has a page and a tab that an app can move', async () => {
    const page = createExtensionTester(privateApiPage, {
      config: { path: '/health', title: 'Health' },
    });
    expect(page.get(coreExtensionData.routePath)).toBe('/health');
    expect(page.get(coreExtensionData.title)).toBe('Health');
    expect(page.get(coreExtensionData.icon)).toBeDefined();
    const tab = createExtensionTester(privateApiTab, {
      config: { path: '/health', group: 'operation' },
    });
    expect(tab.get(coreExtensionData.routePath)).toBe('/health');
    expect(tab.get(EntityContentBlueprint.dataRefs.group)).toBe('operation');
    expect(tab.get(EntityContentBlueprint.dataRefs.title)).toBe('Private API');
    const filter = tab.get(EntityContentBlueprint.dataRefs.filterFunction);
    expect(filter?.(plain)).toBe(false);
  });

  it('shows the dashboard', async () => {
    renderInNewApp(createExtensionTester(privateApiPage).reactElement(), {
      apis: [[privateApiApiRef, api]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    });
    expect(await screen.findByText('1–7 of 27')).toBeInTheDocument();
  });

  it('links from the card to the pages that the app has', async () => {
    const annotations = {
      ...orders.metadata.annotations,
      'private-serverless.dev/deploy-task': 'a-b-c',
      'backstage.io/techdocs-ref': 'dir:.',
    };
    const entity = { ...orders, metadata: { ...orders.metadata, annotations } };
    renderInNewApp(
      <EntityProvider entity={entity}>
        {createExtensionTester(privateApiCard).reactElement()}
      </EntityProvider>,
      {
        apis: [[privateApiApiRef, api]],
        mountedRoutes: {
          '/private-apis': routes.dashboard,
          '/here/private-api': routes.tab,
          '/create/tasks/:taskId': externalRoutes.task,
        },
      },
    );
    const links = await screen.findByRole('navigation', { name: 'Links' });
    expect(
      within(links)
        .getAllByRole('link')
        .map(link => [link.textContent, link.getAttribute('href')]),
    ).toEqual([
      ['History and details', '/here/private-api'],
      ['Latest deploy', '/create/tasks/a-b-c'],
      ['All private APIs', '/private-apis'],
    ]);
  });

  it('provides the form fields by the names in templates', async () => {
    const environments = createExtensionTester(environmentPicker).get(
      FormFieldBlueprint.dataRefs.formFieldLoader,
    );
    await expect(environments()).resolves.toMatchObject({
      name: 'PrivateServerlessEnvironmentPicker',
    });
    const stacks = createExtensionTester(stackPicker).get(
      FormFieldBlueprint.dataRefs.formFieldLoader,
    );
    await expect(stacks()).resolves.toMatchObject({
      name: 'PrivateServerlessStackPicker',
    });
  });
});

describe('the legacy frontend system', () => {
  it('registers the client', () => {
    expect([...legacyPlugin.getApis()].map(factory => factory.api.id)).toEqual([
      privateApiApiRef.id,
    ]);
  });

  it('shows the same card', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[privateApiApiRef, api]]}>
        <EntityProvider entity={orders}>
          <EntityPrivateApiCard />
        </EntityProvider>
      </TestApiProvider>,
    );
    expect(await screen.findByText('Up, private')).toBeInTheDocument();
  });

  it('shows the tab', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[privateApiApiRef, api]]}>
        <EntityProvider entity={orders}>
          <Routes>
            <Route path="/" element={<EntityPrivateApiContent />} />
          </Routes>
        </EntityProvider>
      </TestApiProvider>,
    );
    expect(
      await screen.findByRole('heading', { name: 'Transitions' }),
    ).toBeInTheDocument();
  });

  it('shows the dashboard with a title, and links from the card to it', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[privateApiApiRef, api]]}>
        <EntityProvider entity={orders}>
          <EntityPrivateApiCard />
        </EntityProvider>
        <Routes>
          <Route path="/" element={<PrivateApiDashboardPage />} />
        </Routes>
      </TestApiProvider>,
      { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
    );
    expect(
      await screen.findByRole('heading', { name: 'Private APIs', level: 1 }),
    ).toBeInTheDocument();
    expect(await screen.findByText('1–7 of 27')).toBeInTheDocument();
    const links = await screen.findByRole('navigation', { name: 'Links' });
    expect(
      within(links)
        .getAllByRole('link')
        .map(link => [link.textContent, link.getAttribute('href')]),
    ).toEqual([['All private APIs', '/']]);
  });

  it('shows the card in a grid item only if the entity has our annotations', async () => {
    const page = (entity: typeof orders | typeof plain) => (
      <TestApiProvider apis={[[privateApiApiRef, api]]}>
        <EntityProvider entity={entity}>
          <EntityPrivateApiGridItem />
        </EntityProvider>
      </TestApiProvider>
    );
    const shown = await renderInTestApp(page(orders));
    const card = await screen.findByText('Up, private');
    expect(card.closest('.MuiGrid-item')).toBeInTheDocument();
    shown.unmount();
    const { container } = await renderInTestApp(page(plain));
    expect(container.querySelector('.MuiGrid-item')).toBeNull();
  });

  it('provides all form fields in one element', () => {
    const { children } = privateServerlessFieldExtensions.props;
    const fields = Children.toArray(children) as ReactElement[];
    expect(fields.map(field => field.type)).toEqual([
      PrivateServerlessEnvironmentPickerFieldExtension,
      PrivateServerlessEntryPickerFieldExtension,
      PrivateServerlessStackPickerFieldExtension,
    ]);
  });

  it.each([
    <EntityPrivateApiCard key="card" />,
    <EntityPrivateApiGridItem key="grid item" />,
    <EntityPrivateApiContent key="tab" />,
    <PrivateApiDashboardPage key="dashboard" />,
    <PrivateServerlessEnvironmentPickerFieldExtension key="environment" />,
    <PrivateServerlessEntryPickerFieldExtension key="entry" />,
    <PrivateServerlessStackPickerFieldExtension key="stack" />,
  ])('registers the client in an app that uses only element %#', element => {
    expect(getComponentData(element, 'core.plugin')).toBe(legacyPlugin);
  });

  it('applies only to entities with our annotations', () => {
    expect(isPrivateApiAvailable(orders)).toBe(true);
    expect(isPrivateApiAvailable(plain)).toBe(false);
  });
});
