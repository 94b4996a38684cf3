import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import styles from './Chart.module.css';

/** Phases of a probe that are stacked, from the first one. */
export const phases = ['dns', 'tcp', 'tls', 'firstByte', 'transfer'] as const;

/** One of the stacked phases. */
export type ChartPhase = (typeof phases)[number];

type Scale = (value: number) => number;

/** Height of the chart in milliseconds: the longest stack or p95. */
export function stackedMaxMs(slots: HistorySlot[]): number {
  const sums = slots.map(slot =>
    phases.reduce((sum, phase) => sum + (slot.phases?.[phase] ?? 0), 0),
  );
  return Math.max(1, ...sums, ...slots.map(({ p95Ms }) => p95Ms ?? 0));
}

/** One path with a rectangle for each slot, because thousands of elements are slow. */
export function phasePath(
  slots: HistorySlot[],
  phase: ChartPhase,
  slotMs: number,
  x: Scale,
  y: Scale,
): string {
  const before = phases.slice(0, phases.indexOf(phase));
  const rectangles = slots.flatMap(slot => {
    if (!slot.phases) return [];
    const { phases: ms } = slot;
    const bottom = before.reduce((sum, one) => sum + ms[one], 0);
    const start = Date.parse(slot.at);
    const [left, right] = [x(start), x(start + slotMs)];
    const [low, high] = [y(bottom), y(bottom + ms[phase])];
    const at = (value: number) => Math.round(value * 10) / 10;
    return [`M${at(left)} ${at(low)}V${at(high)}H${at(right)}V${at(low)}Z`];
  });
  return rectangles.join('');
}

/** Lines of the patterns, so that a phase is recognizable without its color. */
const marks: Record<ChartPhase, string> = {
  dns: 'M0 0H8V8H0Z',
  tcp: 'M0 8L8 0M-2 2L2 -2M6 10L10 6',
  tls: 'M0 2H8M0 6H8',
  firstByte: 'M3 3H5V5H3Z',
  transfer: 'M2 0V8M6 0V8',
};

/** The pattern of a phase, to define once in each picture. */
export function Pattern({ id, phase }: { id: string; phase: ChartPhase }) {
  return (
    <pattern
      id={`${id}${phase}`}
      width={8}
      height={8}
      patternUnits="userSpaceOnUse"
    >
      <path className={styles.mark} d={marks[phase]} />
    </pattern>
  );
}
