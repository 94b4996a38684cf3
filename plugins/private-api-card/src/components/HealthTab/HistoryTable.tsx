import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import { formatMs } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { DataTable } from './DataTable';
import { phases } from './phases';

/** The history of one vantage as a table, newest first: everything that strip and chart show. */
export function HistoryTable(props: { slots: HistorySlot[]; now: string }) {
  const { slots, now } = props;
  const t = useTranslate();
  const ms = (value: number | undefined) =>
    value === undefined ? t('dashboard.none') : formatMs(t, value);
  return (
    <DataTable
      label={t('tab.history')}
      columns={[
        t('tab.column.time'),
        t('tab.column.healthy'),
        t('tab.column.failed'),
        t('tab.column.inconclusive'),
        t('tab.column.maintenance'),
        t('tab.column.expected'),
        t('tab.column.failure'),
        ...phases.map(phase => t(`tab.phase.${phase}`)),
        t('tab.column.p95'),
      ]}
      rows={slots.toReversed().map(slot => ({
        key: slot.at,
        cells: [
          <Moment key="at" at={slot.at} now={now} inList />,
          slot.healthy,
          slot.unhealthy,
          slot.inconclusive,
          slot.maintenance,
          slot.expected,
          slot.failure,
          ...phases.map(phase => ms(slot.phases?.[phase])),
          ms(slot.p95Ms),
        ],
      }))}
    />
  );
}
