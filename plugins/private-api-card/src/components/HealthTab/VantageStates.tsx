import type {
  TargetView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { StateChip } from '../StateChip';
import { DataTable } from './DataTable';

/** Why a target has its state from a vantage. */
function causeOf({ state, failure, note, reason }: VantageView) {
  return state === 'unknown' ? reason?.headline : note ?? failure?.headline;
}

/** The state of a target from each of its vantages. */
export function VantageStates({
  target,
  now,
}: {
  target: TargetView;
  now: string;
}) {
  const t = useTranslate();
  const none = t('dashboard.none');
  const moment = (at: string | undefined) =>
    at ? <Moment at={at} now={now} age /> : none;
  return (
    <DataTable
      label={t('tab.vantages')}
      columns={[
        t('tab.vantage'),
        t('tab.vantages.column.state'),
        t('tab.vantages.column.since'),
        t('tab.vantages.column.probed'),
        t('tab.vantages.column.cause'),
      ]}
      rows={target.vantages.map(vantage => ({
        key: vantage.id,
        cells: [
          vantage.title,
          <StateChip key="state" state={vantage.state} />,
          moment(vantage.since),
          moment(vantage.checkedAt),
          causeOf(vantage) ?? none,
        ],
      }))}
    />
  );
}
