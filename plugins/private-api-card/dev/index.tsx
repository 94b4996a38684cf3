// This page is an app of its own, so it brings the styles.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import { wrapInTestApp } from '@backstage/test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { createRoot } from 'react-dom/client';
import { States } from './States';

/**
 * Development page: every state side by side, without a backend. `yarn start` in the folder of the plugin shows it.
 * `?theme=dark` and `?show=tab` in the URL choose the theme and one part.
 */
const query = new URLSearchParams(window.location.search);
document.body.style.fontFamily = 'var(--bui-font-regular)';
document.body.style.margin = '0';

createRoot(document.getElementById('root')!).render(
  wrapInTestApp(
    <States
      theme={query.get('theme') ?? 'light'}
      show={query.get('show') ?? undefined}
    />,
    {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  ),
);
