import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import { privateApiApiRef } from './api/PrivateApiApi';
import { PrivateApiClient } from './api/PrivateApiClient';
import {
  ENTRY_PICKER_NAME,
  entryPickerSchema,
  validateEntry,
} from './components/EntryPicker/field';
import {
  ENVIRONMENT_PICKER_NAME,
  environmentPickerSchema,
  validateEnvironment,
} from './components/EnvironmentPicker/field';
import {
  STACK_PICKER_NAME,
  stackPickerSchema,
  validateStack,
} from './components/StackPicker/field';
import { NavIcon } from './components/NavIcon';
import { isPrivateApiAvailable } from './isPrivateApiAvailable';
import { externalRoutes, routes } from './routes';
import { templateFilter } from './templateFilter';

export const privateApiApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: privateApiApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new PrivateApiClient(deps),
    }),
});

export const privateApiCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter: isPrivateApiAvailable,
    loader: () =>
      import('./components/HealthCard/HealthCard').then(({ HealthCard }) => (
        <HealthCard />
      )),
  },
});

export const privateApiTab = EntityContentBlueprint.make({
  // Not every team wants another tab, so an app enables it.
  disabled: true,
  params: {
    path: '/private-api',
    title: 'Private API',
    group: 'observability',
    routeRef: routes.tab,
    filter: isPrivateApiAvailable,
    loader: () =>
      import('./components/HealthTab/HealthTab').then(({ HealthTab }) => (
        <HealthTab />
      )),
  },
});

export const privateApiPage = PageBlueprint.make({
  params: {
    path: '/private-apis',
    title: 'Private APIs',
    icon: <NavIcon />,
    routeRef: routes.dashboard,
    loader: () =>
      import('./components/Dashboard/Dashboard').then(({ Dashboard }) => (
        <Dashboard />
      )),
  },
});

export const environmentPicker = FormFieldBlueprint.make({
  name: 'environment-picker',
  params: {
    field: async () => {
      const { EnvironmentPicker } = await import(
        './components/EnvironmentPicker/EnvironmentPicker'
      );
      return createFormField({
        name: ENVIRONMENT_PICKER_NAME,
        component: EnvironmentPicker,
        validation: validateEnvironment,
        schema: environmentPickerSchema,
      });
    },
  },
});

export const entryPicker = FormFieldBlueprint.make({
  name: 'entry-picker',
  params: {
    field: async () => {
      const { EntryPicker } = await import(
        './components/EntryPicker/EntryPicker'
      );
      return createFormField({
        name: ENTRY_PICKER_NAME,
        component: EntryPicker,
        validation: validateEntry,
        schema: entryPickerSchema,
      });
    },
  },
});

export const stackPicker = FormFieldBlueprint.make({
  name: 'stack-picker',
  params: {
    field: async () => {
      const { StackPicker } = await import(
        './components/StackPicker/StackPicker'
      );
      return createFormField({
        name: STACK_PICKER_NAME,
        component: StackPicker,
        validation: validateStack,
        schema: stackPickerSchema,
      });
    },
  },
});

/**
 * The private API card, its tab and dashboard, and form fields for Backstage's new frontend system.
 * @public
 */
export const privateApiPlugin = createFrontendPlugin({
  pluginId: 'private-api',
  info: { packageJson: () => import('../package.json') },
  routes,
  externalRoutes,
  extensions: [
    privateApiApi,
    privateApiCard,
    privateApiTab,
    privateApiPage,
    environmentPicker,
    entryPicker,
    stackPicker,
    templateFilter,
  ],
});
