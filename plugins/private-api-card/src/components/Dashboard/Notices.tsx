import { Alert, Button } from '@backstage/ui';
import type { Problem } from '../../api/problem';
import { useTranslate } from '../../useTranslate';
import { RouteLink } from '../RouteLink';
import styles from './Dashboard.module.css';

/** Why the list is not up to date, above the rows that it still shows. */
export function Failed(props: {
  problem: Problem;
  hasRows: boolean;
  retry: () => void;
}) {
  const { problem, hasRows, retry } = props;
  const t = useTranslate();
  const isForbidden = problem.kind === 'forbidden';
  const advice = t(`notice.${problem.kind}.advice`, {
    message: problem.message,
  });
  return (
    <Alert
      status={isForbidden ? 'info' : 'warning'}
      icon
      title={t(
        isForbidden ? 'dashboard.forbidden.title' : 'dashboard.failed.title',
      )}
      description={hasRows ? `${t('dashboard.failed.old')} ${advice}` : advice}
      customActions={
        isForbidden ? undefined : (
          <Button variant="secondary" size="small" onPress={retry}>
            {t('card.retry')}
          </Button>
        )
      }
    />
  );
}

/** A Backstage without a private API: where the first one comes from. */
export function Empty() {
  const t = useTranslate();
  return (
    <div className={styles.empty}>
      <h2>{t('dashboard.empty.title')}</h2>
      <p>{t('dashboard.empty.description')}</p>
      <p>
        <RouteLink page="create">{t('dashboard.empty.create')}</RouteLink>
      </p>
    </div>
  );
}

/** No target matches the filters. */
export function NoMatch({ clear }: { clear: () => void }) {
  const t = useTranslate();
  return (
    <div className={styles.empty}>
      <h2>{t('dashboard.noMatch.title')}</h2>
      <Button variant="secondary" size="small" onPress={clear}>
        {t('dashboard.clearFilters')}
      </Button>
    </div>
  );
}
