import type { Translate } from '../translation';

/** A share as percentage. Rounded down, so that it says 100 % only if everything was healthy. */
export function formatShare(t: Translate, share: number): string {
  const percent = Math.floor(share * 10_000 + 1e-6) / 100;
  return t('share.percent', {
    value: percent.toLocaleString(undefined, { maximumFractionDigits: 2 }),
  });
}
