import { AxisBottom, AxisLeft } from '@visx/axis';
import { scaleLinear, scaleTime } from '@visx/scale';
import { LinePath } from '@visx/shape';
import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import { useId, useMemo } from 'react';
import { formatMs } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import styles from './Chart.module.css';
import type { Range } from './period';
import { Pattern, phasePath, phases, stackedMaxMs } from './phases';
import { Legend } from './Legend';
import { useZoom } from './useZoom';

const width = 800;
const height = 220;
/** The styles set font and color, so the axis must not. */
const tickLabel = {
  fontSize: undefined,
  fontFamily: undefined,
  fill: undefined,
};
const margin = { top: 8, right: 12, bottom: 28, left: 56 };

/** A chart of one vantage. */
export type PhasesChartProps = {
  /** Oldest first. */
  slots: HistorySlot[];
  /** Length of a slot in milliseconds. */
  slotMs: number;
  range: Range;
  onZoom: (range: Range) => void;
  onBack: () => void;
};

/** Mean duration of each phase, stacked, with p95 as a line. A range of it can be chosen, to zoom in. */
export function PhasesChart(props: PhasesChartProps) {
  const { slots, slotMs, range, onZoom, onBack } = props;
  const t = useTranslate();
  const id = useId().replaceAll(':', '');
  const x = useMemo(
    () =>
      scaleTime({
        domain: [range.from, range.to],
        range: [margin.left, width - margin.right],
      }),
    [range.from, range.to],
  );
  const y = useMemo(
    () =>
      scaleLinear<number>({
        domain: [0, stackedMaxMs(slots)],
        range: [height - margin.bottom, margin.top],
        nice: true,
      }),
    [slots],
  );
  const zoom = useZoom({ slots, slotMs, range, x, width, onZoom, onBack });
  const { cursor, selection } = zoom;
  return (
    <figure className={styles.figure}>
      <Legend id={id} />
      <div className={styles.scroller}>
        <div
          {...zoom.handlers}
          role="slider"
          tabIndex={0}
          aria-label={t('tab.zoomLabel')}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, slots.length - 1)}
          aria-valuenow={Math.max(0, cursor ?? slots.length - 1)}
          aria-valuetext={zoom.text}
          className={styles.chart}
        >
          <svg
            aria-hidden="true"
            viewBox={`0 0 ${width} ${height}`}
            className={styles.svg}
          >
            <defs>
              {phases.map(phase => (
                <Pattern key={phase} id={id} phase={phase} />
              ))}
            </defs>
            {phases.map(phase => (
              <path
                key={phase}
                className={styles.phase}
                fill={`url(#${id}${phase})`}
                d={phasePath(slots, phase, slotMs, x, y)}
              />
            ))}
            <LinePath
              data={slots}
              className={styles.p95}
              defined={({ p95Ms }) => p95Ms !== undefined}
              x={({ at }) => x(Date.parse(at) + slotMs / 2)}
              y={({ p95Ms }) => y(p95Ms ?? 0)}
            />
            <AxisBottom
              scale={x}
              top={height - margin.bottom}
              numTicks={6}
              axisLineClassName={styles.axis}
              tickClassName={styles.tick}
              tickLabelProps={tickLabel}
            />
            <AxisLeft
              scale={y}
              left={margin.left}
              numTicks={4}
              tickFormat={value => formatMs(t, Number(value))}
              axisLineClassName={styles.axis}
              tickClassName={styles.tick}
              tickLabelProps={tickLabel}
            />
            {selection && (
              <rect
                className={styles.selection}
                x={x(selection.from)}
                width={Math.max(1, x(selection.to) - x(selection.from))}
                y={margin.top}
                height={height - margin.top - margin.bottom}
              />
            )}
            {cursor !== undefined && slots[cursor] && (
              <line
                className={styles.cursor}
                x1={x(Date.parse(slots[cursor].at) + slotMs / 2)}
                x2={x(Date.parse(slots[cursor].at) + slotMs / 2)}
                y1={margin.top}
                y2={height - margin.bottom}
              />
            )}
          </svg>
        </div>
      </div>
      <div className={styles.readout}>{zoom.text}</div>
      <p className={styles.hint}>{t('tab.zoomHint')}</p>
    </figure>
  );
}

export default PhasesChart;
