import type { Translate } from '../translation';

const dayMs = 24 * 60 * 60 * 1_000;

/** Milliseconds as text, with one decimal place below ten. */
export function formatMs(t: Translate, ms: number): string {
  const value = String(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
  return t('duration.milliseconds', { value });
}

/** A duration in its largest unit: `40 s`, `6 min`, `3 h`, `9 days`. */
export function formatDuration(t: Translate, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) {
    return t('duration.seconds', { value: String(seconds) });
  }
  if (seconds < 3_600) {
    return t('duration.minutes', { value: String(Math.floor(seconds / 60)) });
  }
  return seconds < 86_400
    ? t('duration.hours', { value: String(Math.floor(seconds / 3_600)) })
    : t('duration.days', { count: Math.floor(seconds / 86_400) });
}

/** The time of day, with the date unless it is the date of `now`, and with the year unless it is the one of `now`. */
export function formatMoment(iso: string, now: string): string {
  const moment = new Date(iso);
  const time = moment.toLocaleTimeString(undefined, { hour12: false });
  const present = new Date(now);
  if (moment.toDateString() === present.toDateString()) {
    return time;
  }
  const isThisYear = moment.getFullYear() === present.getFullYear();
  const date = moment.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  });
  return `${date} ${time}`;
}

/** Whole days from `now` until a moment. Negative if the moment has passed. */
export function daysUntil(iso: string, now: string): number {
  return Math.floor((Date.parse(iso) - Date.parse(now)) / dayMs);
}
