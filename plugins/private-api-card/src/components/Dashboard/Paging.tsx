import { Button, Select } from '@backstage/ui';
import type { TargetList } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './Dashboard.module.css';
import { type DashboardState, pageSizes } from './urlState';
import type { ChangeState } from './useDashboard';

/** Pages of the table, and how many rows one has. */
export function Paging(props: {
  list: TargetList;
  state: DashboardState;
  change: ChangeState;
}) {
  const { list, state, change } = props;
  const t = useTranslate();
  const { items, offset, totalItems, nextCursor, previousCursor } = list;
  const go = (cursor: string | undefined) => change({ cursor });
  return (
    <div className={styles.paging}>
      <Select
        className={styles.pageSize}
        size="small"
        aria-label={t('dashboard.pageSize')}
        options={pageSizes.map(size => ({
          value: String(size),
          label: String(size),
        }))}
        value={String(state.limit)}
        onChange={key => change({ limit: Number(key) })}
      />
      <span role="status">
        {t('dashboard.range', {
          from: String(offset + 1),
          to: String(offset + items.length),
          total: totalItems.toLocaleString(),
        })}
      </span>
      <Button
        variant="secondary"
        size="small"
        aria-label={t('dashboard.previous')}
        isDisabled={!previousCursor && offset === 0}
        onPress={() => go(previousCursor)}
      >
        ‹
      </Button>
      <Button
        variant="secondary"
        size="small"
        aria-label={t('dashboard.next')}
        isDisabled={!nextCursor}
        onPress={() => go(nextCursor)}
      >
        ›
      </Button>
    </div>
  );
}
