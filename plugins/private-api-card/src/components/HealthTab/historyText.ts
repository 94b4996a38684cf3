import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import { formatMs } from '../../format/time';
import type { Translate } from '../../translation';
import { slotText } from '../Strip/slots';
import { phases } from './phases';

/** A slot in words, with the duration of its phases. */
export function historyText(
  t: Translate,
  slot: HistorySlot,
  slotMs: number,
): string {
  const durations = phases.flatMap(phase => {
    const ms = slot.phases?.[phase];
    return ms === undefined
      ? []
      : [`${t(`tab.phase.${phase}`)} ${formatMs(t, ms)}`];
  });
  const p95 =
    slot.p95Ms === undefined
      ? []
      : [t('uptime.p95', { duration: formatMs(t, slot.p95Ms) })];
  return [slotText(t, slot, slotMs), ...durations, ...p95].join(' · ');
}
