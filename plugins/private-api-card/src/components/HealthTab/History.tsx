import { Button } from '@backstage/ui';
import type {
  HistorySeries,
  HistoryView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { Strip } from '../Strip/Strip';
import { Uptime } from '../Uptime';
import chartStyles from './Chart.module.css';
import styles from './HealthTab.module.css';
import { HistoryTable } from './HistoryTable';
import { mergeSlots, type Range } from './period';

const PhasesChart = lazy(() => import('./PhasesChart'));

/** Number of slots of a strip that can be told apart. */
const stripSlots = 96;
/** Length of a probe in the raw history, for the chart. Probes are at least this far apart. */
const rawSlotMs = 15_000;

function Availability(props: { series: HistorySeries; range: Range }) {
  const { series, range } = props;
  const slots = useMemo(
    () => mergeSlots(series.slots, range, stripSlots),
    [series.slots, range],
  );
  return (
    <div>
      <h4>{series.vantage.title}</h4>
      <Strip
        slots={slots}
        slotMs={(range.to - range.from) / stripSlots}
        label={series.vantage.title}
        summary={<Uptime of={series} period="other" />}
      />
    </div>
  );
}

/** Availability from each vantage, and the durations from the chosen one, as charts or as a table. */
export function History(props: {
  history: HistoryView;
  vantageId?: string;
  onZoom: (range: Range) => void;
  onBack: () => void;
}) {
  const { history, vantageId, onZoom, onBack } = props;
  const t = useTranslate();
  const [asTable, setAsTable] = useState(false);
  const { from, to, series, slotMs = rawSlotMs, keptSince } = history;
  const range = useMemo(
    () => ({ from: Date.parse(from), to: Date.parse(to) }),
    [from, to],
  );
  const shown =
    series.find(({ vantage }) => vantage.id === vantageId) ?? series[0];
  if (!shown) return <p>{t('tab.noHistory')}</p>;
  return (
    <>
      {series.map(one => (
        <Availability key={one.vantage.id} series={one} range={range} />
      ))}
      <div className={styles.heading}>
        <h4>{t('tab.latency')}</h4>
        <Button
          variant="secondary"
          size="small"
          aria-pressed={asTable}
          onPress={() => setAsTable(!asTable)}
        >
          {asTable ? t('tab.asChart') : t('tab.asTable')}
        </Button>
      </div>
      {asTable ? (
        <HistoryTable slots={shown.slots} now={to} />
      ) : (
        <Suspense fallback={<div className={chartStyles.place} />}>
          <PhasesChart
            slots={shown.slots}
            slotMs={slotMs}
            range={range}
            onZoom={onZoom}
            onBack={onBack}
          />
        </Suspense>
      )}
      {Date.parse(keptSince) > range.from && (
        <p>
          {t('tab.keptSince', { time: <Moment at={keptSince} now={to} /> })}
        </p>
      )}
    </>
  );
}
