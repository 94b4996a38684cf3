import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { AddonBlueprint } from '@backstage/plugin-techdocs-react/alpha';
import { TechDocsAddonLocations } from '@backstage/plugin-techdocs-react';
import { ShowWithoutStyles } from './ShowWithoutStyles';

/** What the demo needs to show documentation that Debian's mkdocs has built. */
export const docsModule = createFrontendModule({
  pluginId: 'techdocs',
  extensions: [
    AddonBlueprint.make({
      name: 'show-without-styles',
      params: {
        name: 'ShowWithoutStyles',
        location: TechDocsAddonLocations.Subheader,
        component: ShowWithoutStyles,
      },
    }),
  ],
});
