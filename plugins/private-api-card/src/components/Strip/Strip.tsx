import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useMemo,
  useState,
} from 'react';
import { useTranslate } from '../../useTranslate';
import { slotText, stripSlot } from './slots';
import styles from './Strip.module.css';
import { StripBars } from './StripBars';

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: at => at - 1,
  ArrowRight: at => at + 1,
  PageUp: at => at - 4,
  PageDown: at => at + 4,
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * Availability over time: one tab stop, and the arrow keys or the pointer choose the slot that the line below reads out.
 * @param props.slots - oldest first, without gaps
 * @param props.slotMs - length of a slot
 * @param props.summary - shown while no slot is chosen
 */
export function Strip(props: {
  slots: HistorySlot[];
  slotMs: number;
  label: string;
  summary: ReactNode;
}) {
  const { slots, slotMs, label, summary } = props;
  const t = useTranslate();
  const [chosen, setChosen] = useState<number>();
  const bars = useMemo(() => slots.map(stripSlot), [slots]);
  const last = slots.length - 1;
  const active = chosen === undefined ? undefined : Math.min(chosen, last);
  if (last < 0) return null;
  const text = slotText(t, slots[active ?? last], slotMs);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (event.key === 'Escape') setChosen(undefined);
    if (!step) return;
    event.preventDefault();
    const next = step(active ?? last, last);
    setChosen(Math.max(0, Math.min(last, next)));
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * slots.length);
    setChosen(Math.max(0, Math.min(last, at)));
  };
  return (
    <div className={styles.strip}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-readonly="true"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={active ?? last}
        aria-valuetext={text}
        className={styles.track}
        onKeyDown={onKeyDown}
        onFocus={() => setChosen(at => at ?? last)}
        onBlur={() => setChosen(undefined)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setChosen(undefined)}
      >
        <StripBars slots={bars} active={active} />
      </div>
      <div className={styles.readout}>
        {active === undefined ? summary : text}
      </div>
    </div>
  );
}
