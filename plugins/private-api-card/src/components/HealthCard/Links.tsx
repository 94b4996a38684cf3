import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_DEPLOY_TASK } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { RouteLink } from '../RouteLink';
import routeStyles from '../RouteLink.module.css';
import styles from './HealthCard.module.css';

const RUNBOOK = 'runbook';

/** Only links that a browser opens as a page. */
const isWebLink = (url: string) => /^https?:\/\//i.test(url);

/** Where to go from the card: the tab, the latest deploy, the runbooks of the entity and its documentation. */
export function Links({ entity }: { entity: Entity }) {
  const t = useTranslate();
  const { annotations, links, name, namespace = 'default' } = entity.metadata;
  const runbooks = (links ?? []).filter(
    ({ type, url }) => type?.toLowerCase() === RUNBOOK && isWebLink(url),
  );
  const taskId = annotations?.[ANNOTATION_DEPLOY_TASK];
  return (
    <nav aria-label={t('card.links')} className={styles.facts}>
      <RouteLink page="tab">{t('card.history')}</RouteLink>
      {taskId && (
        <RouteLink page="task" params={{ taskId }}>
          {t('card.deployTask')}
        </RouteLink>
      )}
      {runbooks.map(({ url, title }) => (
        <a
          key={url}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          className={routeStyles.link}
        >
          {title ?? t('card.runbook')}
        </a>
      ))}
      {annotations?.['backstage.io/techdocs-ref'] && (
        <RouteLink
          page="docs"
          params={{
            kind: entity.kind.toLowerCase(),
            namespace: namespace.toLowerCase(),
            name,
          }}
        >
          {t('card.docs')}
        </RouteLink>
      )}
      <RouteLink page="dashboard">{t('card.dashboard')}</RouteLink>
    </nav>
  );
}
