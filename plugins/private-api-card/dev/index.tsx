// This page is an app of its own, so it brings the styles.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { wrapInTestApp } from '@backstage/test-utils';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { legacyExternalRoutes } from '../src/routes';
import { now } from './fixtures';
import { States } from './States';
import { setClock } from './setClock';

/** Sets the theme of the whole page, because menus are children of its body. */
function Page({ theme, show }: { theme: string; show?: string }) {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  useEffect(() => {
    // Not earlier: the test app sets its own theme when it mounts, which is after its children.
    if (isMounted) document.body.setAttribute('data-theme-mode', theme);
  }, [isMounted, theme]);
  return <States show={show} />;
}

/**
 * Development page: every state side by side, without a backend. `yarn start` in the folder of the plugin shows it.
 * `?theme=dark` and `?show=tab` in the URL choose the theme and one part.
 */
const query = new URLSearchParams(window.location.search);
document.body.style.fontFamily = 'var(--bui-font-regular)';
document.body.style.margin = '0';
setClock(now);

const { toDashboard, toTab, create, task, docs } = legacyExternalRoutes;
/** Root of the page. */
export const root = createRoot(document.getElementById('root')!);
root.render(
  wrapInTestApp(
    <Page
      theme={query.get('theme') ?? 'light'}
      show={query.get('show') ?? undefined}
    />,
    {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/private-apis': toDashboard,
        '/private-api': toTab,
        '/create': create,
        '/create/tasks/:taskId': task,
        '/docs/:namespace/:kind/:name': docs,
      },
    },
  ),
);
