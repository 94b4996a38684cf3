const DAY = 24 * 60 * 60 * 1_000;

/** Milliseconds as people read them: tenths below ten. */
export function formatMs(ms: number): string {
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
}

/** A duration in its largest unit: `40 s`, `6 min`, `3 h`, `9 d`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 86_400
    ? `${Math.floor(seconds / 3_600)} h`
    : `${Math.floor(seconds / 86_400)} d`;
}

/** A moment: the time of day, with the date unless it is the day of `now`. */
export function formatMoment(iso: string, now: string): string {
  const moment = new Date(iso);
  const time = moment.toLocaleTimeString(undefined, { hour12: false });
  if (moment.toDateString() === new Date(now).toDateString()) {
    return time;
  }
  const date = moment.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
  });
  return `${date} ${time}`;
}

/** Whole days from one moment to another; negative when it is over. */
export function daysUntil(iso: string, now: string): number {
  return Math.floor((Date.parse(iso) - Date.parse(now)) / DAY);
}
