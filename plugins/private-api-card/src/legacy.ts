/**
 * The private API card, its tab and dashboard, and form fields for Backstage's legacy frontend system.
 *
 * @packageDocumentation
 */
import {
  attachComponentData,
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  createScaffolderFieldExtension,
  ScaffolderFieldExtensions,
} from '@backstage/plugin-scaffolder-react';
import { createElement } from 'react';
import { useEntity } from '@backstage/plugin-catalog-react';
import Grid from '@material-ui/core/Grid';
import { privateApiApiRef } from './api/PrivateApiApi';
import { isPrivateApiAvailable } from './isPrivateApiAvailable';
import { legacyExternalRoutes, legacyRoutes } from './routes';
import { PrivateApiClient } from './api/PrivateApiClient';
import { EntryPicker } from './components/EntryPicker/EntryPicker';
import {
  ENTRY_PICKER_NAME,
  entryPickerSchema,
  validateEntry,
} from './components/EntryPicker/field';
import { EnvironmentPicker } from './components/EnvironmentPicker/EnvironmentPicker';
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
import { StackPicker } from './components/StackPicker/StackPicker';

export {
  privateApiApiRef,
  type HistoryQuery,
  type PrivateApiApi,
  type TransitionQuery,
} from './api/PrivateApiApi';
export { PrivateApiClient } from './api/PrivateApiClient';
export type { EnvironmentPickerOptions } from './components/EnvironmentPicker/field';
export { isPrivateApiAvailable };
export { privateApiMessages, privateApiTranslationRef } from './translation';

/**
 * The plugin with its API client, for the legacy frontend system.
 * @public
 */
export const privateApiPlugin = createPlugin({
  id: 'private-api',
  routes: legacyRoutes,
  externalRoutes: legacyExternalRoutes,
  apis: [
    createApiFactory({
      api: privateApiApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new PrivateApiClient(deps),
    }),
  ],
});

/** The card for an entity page. Show it if {@link isPrivateApiAvailable} returns true. @public */
export const EntityPrivateApiCard: () => JSX.Element = privateApiPlugin.provide(
  createComponentExtension({
    name: 'EntityPrivateApiCard',
    component: {
      lazy: () =>
        import('./components/HealthCard/HealthCard').then(m => m.HealthCard),
    },
  }),
);

function CardInGridItem() {
  const { entity } = useEntity();
  if (!isPrivateApiAvailable(entity)) return null;
  return createElement(
    Grid,
    { item: true, md: 6, xs: 12 },
    createElement(EntityPrivateApiCard),
  );
}

/**
 * The card in a grid item, for the grid of an entity page. Renders nothing for an entity without our annotations.
 * @public
 */
export const EntityPrivateApiGridItem: () => JSX.Element | null =
  privateApiPlugin.provide(
    createComponentExtension({
      name: 'EntityPrivateApiGridItem',
      component: { sync: CardInGridItem },
    }),
  );

/** The tab for an entity page, as the child of a route of its layout. @public */
export const EntityPrivateApiContent: () => JSX.Element =
  privateApiPlugin.provide(
    createRoutableExtension({
      name: 'EntityPrivateApiContent',
      component: () =>
        import('./components/HealthTab/HealthTab').then(m => m.HealthTab),
      mountPoint: legacyRoutes.tab,
    }),
  );

/** The dashboard, as the element of a route. @public */
export const PrivateApiDashboardPage: () => JSX.Element =
  privateApiPlugin.provide(
    createRoutableExtension({
      name: 'PrivateApiDashboardPage',
      component: () =>
        import('./components/Dashboard/DashboardPage').then(
          m => m.DashboardPage,
        ),
      mountPoint: legacyRoutes.dashboard,
    }),
  );

/** Add it to `<ScaffolderFieldExtensions>`. @public */
export const PrivateServerlessEnvironmentPickerFieldExtension =
  privateApiPlugin.provide(
    createScaffolderFieldExtension({
      name: ENVIRONMENT_PICKER_NAME,
      component: EnvironmentPicker,
      validation: validateEnvironment,
      schema: environmentPickerSchema.schema,
    }),
  );

/** Add it to `<ScaffolderFieldExtensions>`. @public */
export const PrivateServerlessEntryPickerFieldExtension =
  privateApiPlugin.provide(
    createScaffolderFieldExtension({
      name: ENTRY_PICKER_NAME,
      component: EntryPicker,
      validation: validateEntry,
      schema: entryPickerSchema.schema,
    }),
  );

/** Add it to `<ScaffolderFieldExtensions>`. @public */
export const PrivateServerlessStackPickerFieldExtension =
  privateApiPlugin.provide(
    createScaffolderFieldExtension({
      name: STACK_PICKER_NAME,
      component: StackPicker,
      validation: validateStack,
      schema: stackPickerSchema.schema,
    }),
  );

// An app finds the APIs of a plugin through this key of its elements. Backstage sets it for components only, not for
// form fields.
for (const field of [
  PrivateServerlessEnvironmentPickerFieldExtension,
  PrivateServerlessEntryPickerFieldExtension,
  PrivateServerlessStackPickerFieldExtension,
]) {
  attachComponentData(field, 'core.plugin', privateApiPlugin);
}

/**
 * All form fields, as the child of the route of the scaffolder. For an app without other field extensions.
 * @public
 */
export const privateServerlessFieldExtensions = createElement(
  ScaffolderFieldExtensions,
  {},
  createElement(PrivateServerlessEnvironmentPickerFieldExtension),
  createElement(PrivateServerlessEntryPickerFieldExtension),
  createElement(PrivateServerlessStackPickerFieldExtension),
);
