import {
  Column,
  Row,
  Skeleton,
  TableBody,
  TableHeader,
  TableRoot,
} from '@backstage/ui';
import {
  type TargetList,
  targetSortKeys,
} from '@private-serverless/backstage-plugin-private-api-common';
import { memo, useMemo } from 'react';
import { useTranslate } from '../../useTranslate';
import { columnsOf } from './columns';
import styles from './Dashboard.module.css';
import type { DashboardState } from './urlState';
import type { ChangeState } from './useDashboard';

/** Height of a row, in pixels, as the styles set it. */
const rowPx = 45;

/** Has the height of a page of rows, so that nothing below moves when they arrive. */
export function LoadingTable({ rows }: { rows: number }) {
  const t = useTranslate();
  return (
    <div aria-busy="true" className={styles.table}>
      <p>{t('dashboard.loading')}</p>
      <Skeleton width="100%" height={rowPx * rows} />
    </div>
  );
}

/**
 * One page of targets. It scrolls on its own where it is wider than the page. It uses the parts of the table of Backstage UI,
 * because the whole one has a name and announcements that are always in English.
 */
export const TargetTable = memo(function Targets(props: {
  list: TargetList;
  isStale: boolean;
  state: DashboardState;
  change: ChangeState;
  /** ISO 8601, when the list was loaded. */
  now: string;
}) {
  const { list, isStale, state, change, now } = props;
  const t = useTranslate();
  const columns = useMemo(() => columnsOf(t, now), [t, now]);
  const { offset, items, totalItems } = list;
  const sort = useMemo(
    () => ({
      descriptor: {
        column: state.sort,
        direction:
          state.order === 'asc'
            ? ('ascending' as const)
            : ('descending' as const),
      },
      onSortChange: (next: { column: unknown; direction: string }) =>
        change({
          sort: targetSortKeys.find(key => key === next.column),
          order: next.direction === 'descending' ? 'desc' : 'asc',
        }),
    }),
    [state.sort, state.order, change],
  );
  return (
    <div
      role="region"
      aria-label={t('dashboard.table', {
        from: String(offset + 1),
        to: String(offset + items.length),
        total: totalItems.toLocaleString(),
      })}
      className={styles.table}
    >
      <TableRoot
        aria-label={t('dashboard.title')}
        stale={isStale}
        sortDescriptor={sort.descriptor}
        onSortChange={sort.onSortChange}
      >
        <TableHeader columns={columns}>
          {({ id, label, isRowHeader }) => (
            <Column id={id} isRowHeader={isRowHeader} allowsSorting>
              {label}
            </Column>
          )}
        </TableHeader>
        <TableBody items={items} dependencies={[columns]}>
          {item => (
            <Row id={item.id} columns={columns}>
              {column => column.cell(item)}
            </Row>
          )}
        </TableBody>
      </TableRoot>
    </div>
  );
});
