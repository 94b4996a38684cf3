import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import { formatMoment } from '../../format/time';
import type { Translate } from '../../translation';

/** What a slot of a strip shows: a share of healthy results, or why there is none. */
export type StripSlot =
  | { kind: 'share'; healthy: number }
  | { kind: 'inconclusive' | 'maintenance' | 'unobserved' };

/** The slot of a history. A result that says something about the target counts more than one that does not. */
export function stripSlot(slot: HistorySlot): StripSlot {
  const decided = slot.healthy + slot.unhealthy;
  if (decided > 0) return { kind: 'share', healthy: slot.healthy / decided };
  if (slot.maintenance > 0) return { kind: 'maintenance' };
  return { kind: slot.inconclusive > 0 ? 'inconclusive' : 'unobserved' };
}

/** The slots of a list, which has shares only. */
export function shareSlots(shares: Array<number | null>): StripSlot[] {
  return shares.map(share =>
    share === null ? { kind: 'unobserved' } : { kind: 'share', healthy: share },
  );
}

/**
 * A slot in words: when it was, and what was observed.
 * @param slotMs - length of the slot
 */
export function slotText(t: Translate, slot: HistorySlot, slotMs: number) {
  const end = new Date(Date.parse(slot.at) + slotMs).toISOString();
  const { kind } = stripSlot(slot);
  const counts = t('strip.healthy', {
    healthy: String(slot.healthy),
    total: String(slot.healthy + slot.unhealthy),
  });
  const share = slot.failure
    ? t('strip.failure', { counts, failure: slot.failure })
    : counts;
  return t('strip.slot', {
    from: formatMoment(slot.at, end),
    to: formatMoment(end, end),
    what: kind === 'share' ? share : t(`strip.${kind}`),
  });
}
