import { useApiHolder, useRouteRef } from '@backstage/core-plugin-api';
import {
  type RouteResolutionApi,
  routeResolutionApiRef,
} from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { Link, useHref, useLocation } from 'react-router-dom';
import { externalRoutes, legacyExternalRoutes, routes } from '../routes';
import styles from './RouteLink.module.css';

/** A page to which the plugin links. */
export type Page = 'dashboard' | 'tab' | 'create' | 'task' | 'docs';

type LinkProps = {
  page: Page;
  /** Of a task: `taskId`. Of documentation: `kind`, `namespace` and `name`. */
  params?: Record<string, string>;
  /** Query, with its question mark. */
  search?: string;
  children: ReactNode;
  /** Shown if the app does not have the page. */
  fallback?: ReactNode;
};

type Resolve = (params?: object) => string;

const modernRefs = { ...routes, ...externalRoutes };
const legacyRefs = {
  dashboard: legacyExternalRoutes.toDashboard,
  tab: legacyExternalRoutes.toTab,
  create: legacyExternalRoutes.create,
  task: legacyExternalRoutes.task,
  docs: legacyExternalRoutes.docs,
};

function Resolved(props: Omit<LinkProps, 'page'> & { resolve?: Resolve }) {
  const { resolve, params, search = '', children, fallback = null } = props;
  // A path of the app includes the base path of the app, and the router adds it again.
  const base = useHref('/').replace(/\/$/, '');
  if (!resolve) return <>{fallback}</>;
  const path = resolve(params);
  const to = path.startsWith(`${base}/`) ? path.slice(base.length) : path;
  return (
    <Link className={styles.link} to={`${to}${search}`}>
      {children}
    </Link>
  );
}

function ModernLink(props: LinkProps & { api: RouteResolutionApi }) {
  const { api, page, ...link } = props;
  const { pathname } = useLocation();
  let resolve: Resolve | undefined;
  try {
    // The page decides which parameters its link has, which the types cannot know.
    const ref = modernRefs[page] as typeof modernRefs.create;
    resolve = api.resolve(ref, { sourcePath: pathname }) as typeof resolve;
  } catch {
    // The page is not in the app.
  }
  return <Resolved {...link} resolve={resolve} />;
}

function LegacyLink({ page, ...link }: LinkProps) {
  const resolve = useRouteRef(legacyRefs[page] as typeof legacyRefs.create);
  return <Resolved {...link} resolve={resolve as Resolve | undefined} />;
}

/** A link to a page of an app of either frontend system. Without the page in the app, only the fallback. */
export function RouteLink(props: LinkProps) {
  const api = useApiHolder().get(routeResolutionApiRef);
  return api ? <ModernLink {...props} api={api} /> : <LegacyLink {...props} />;
}
