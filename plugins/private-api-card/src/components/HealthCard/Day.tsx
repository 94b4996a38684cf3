import type { DayView } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { Strip } from '../Strip/Strip';
import { Uptime } from '../Uptime';

/** Length of a slot of a day, in milliseconds. */
export const DAY_SLOT_MS = 15 * 60_000;

/** The last 24 hours of a target over all vantages: availability, uptime with its coverage, and p95. */
export function Day({ day }: { day: DayView }) {
  const t = useTranslate();
  return (
    <Strip
      slots={day.slots}
      slotMs={DAY_SLOT_MS}
      label={t('strip.label')}
      summary={<Uptime of={day} />}
    />
  );
}
