import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslate } from '../../useTranslate';
import { formatMoment } from '../../format/time';
import { historyText } from './historyText';
import type { Range } from './period';

/** Shortest drag that is not a click, in pixels. */
const minDragPx = 6;
/** Shortest range to zoom into, in milliseconds. */
const minRangeMs = 5 * 60_000;

type Scale = { (value: number): number; invert: (value: number) => Date };

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: at => at - 1,
  ArrowRight: at => at + 1,
  PageUp: at => at - 12,
  PageDown: at => at + 12,
  Home: () => 0,
  End: (_, last) => last,
};

/** A range of at least {@link minRangeMs} around another one. */
function widened({ from, to }: Range): Range {
  const missing = Math.max(0, minRangeMs - (to - from)) / 2;
  return { from: Math.round(from - missing), to: Math.round(to + missing) };
}

/**
 * The slot under the cursor of a chart, and the range that is selected with the pointer or with Shift and the arrow keys.
 * @param options.width - of the view box of the chart
 */
export function useZoom(options: {
  slots: HistorySlot[];
  slotMs: number;
  range: Range;
  x: Scale;
  width: number;
  onZoom: (range: Range) => void;
  onBack: () => void;
}) {
  const { slots, slotMs, range, x, width, onZoom, onBack } = options;
  const t = useTranslate();
  const [cursor, setCursor] = useState<number>();
  const [anchor, setAnchor] = useState<number>();
  const [drag, setDrag] = useState<{
    start: number;
    end: number;
    px: number;
  }>();
  const last = slots.length - 1;

  const timeAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const inside = ((event.clientX - box.left) / (box.width || 1)) * width;
    const time = x.invert(inside).getTime();
    return Math.max(range.from, Math.min(range.to, time));
  };
  const slotAt = (time: number) => {
    const index = slots.findIndex(({ at }) => Date.parse(at) + slotMs > time);
    return index < 0 ? last : index;
  };
  const startOf = (index: number) => Date.parse(slots[index].at);
  const keyed =
    anchor !== undefined &&
    cursor !== undefined &&
    slots[anchor] &&
    slots[cursor]
      ? {
          from: startOf(Math.min(anchor, cursor)),
          to: startOf(Math.max(anchor, cursor)) + slotMs,
        }
      : undefined;
  const dragged = drag && {
    from: Math.min(drag.start, drag.end),
    to: Math.max(drag.start, drag.end),
  };
  const selection = dragged ?? keyed;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (selection) setAnchor(undefined);
      else onBack();
    } else if (event.key === 'Enter' && keyed) {
      setAnchor(undefined);
      setCursor(undefined);
      onZoom(widened(keyed));
    } else if (steps[event.key] && last >= 0) {
      event.preventDefault();
      const at = Math.min(cursor ?? last, last);
      const next = steps[event.key](at, last);
      setAnchor(event.shiftKey ? anchor ?? at : undefined);
      setCursor(Math.max(0, Math.min(last, next)));
    }
  };
  const handlers = {
    onKeyDown,
    onFocus: () => setCursor(at => at ?? (last < 0 ? undefined : last)),
    onBlur: () => {
      setCursor(undefined);
      setAnchor(undefined);
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const time = timeAt(event);
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setAnchor(undefined);
      setDrag({ start: time, end: time, px: event.clientX });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const time = timeAt(event);
      if (last >= 0) setCursor(slotAt(time));
      setDrag(one => one && { ...one, end: time });
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (dragged && Math.abs(event.clientX - drag!.px) >= minDragPx) {
        onZoom(widened(dragged));
      }
      setDrag(undefined);
    },
    onPointerCancel: () => setDrag(undefined),
    onPointerLeave: () => setCursor(undefined),
  };
  const iso = (time: number) => new Date(time).toISOString();
  const slot = cursor === undefined ? slots[last] : slots[cursor];
  const rangeText =
    selection &&
    t('tab.range', {
      from: formatMoment(iso(selection.from), iso(selection.to)),
      to: formatMoment(iso(selection.to), iso(selection.to)),
    });
  const slotText = slot ? historyText(t, slot, slotMs) : t('tab.noHistory');
  return { cursor, selection, handlers, text: rangeText ?? slotText };
}
