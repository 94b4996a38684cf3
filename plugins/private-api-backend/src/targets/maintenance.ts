import { Interval } from 'luxon';

/** A maintenance window, in epoch milliseconds. */
export type MaintenanceWindow = { from: number; until: number };

/** Maximum number of windows in the annotation of one entity. */
const maxWindows = 10;
const hourMs = 60 * 60 * 1_000;

/** Such as `2026-12-01T20:00Z`, or a duration such as `PT2H`. A local time would depend on the zone of the backend. */
const hasZone = (part: string) =>
  /^P/.test(part) || /T.*(Z|[+-]\d\d(:?\d\d)?)$/.test(part);

/**
 * Reads maintenance windows. Past ones are valid and ignored. One that is longer than the limit is not valid: a service could
 * otherwise hide its outages forever.
 *
 * @param text - value of the annotation
 * @param maxDurationMs - limit of the configuration
 * @param now - epoch milliseconds
 * @returns the windows that are open or in the future, in their order, and a sentence for each value that is not valid
 */
export function readMaintenance(
  text: string,
  maxDurationMs: number,
  now: number,
): { windows: MaintenanceWindow[]; problems: string[] } {
  const values = text
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '');
  const problems: string[] = [];
  if (values.length > maxWindows) {
    problems.push(
      `${values.length} windows, of which the first ${maxWindows} count. Remove past ones.`,
    );
  }
  const windows = values.slice(0, maxWindows).flatMap(value => {
    const interval = Interval.fromISO(value, { setZone: true });
    const shown = JSON.stringify(value.slice(0, 80));
    if (!interval.isValid || !value.split('/').every(hasZone)) {
      problems.push(
        `${shown} is not a valid interval. Use ISO 8601 with a time zone, such as 2026-12-01T20:00Z/PT2H.`,
      );
      return [];
    }
    if (interval.toDuration().toMillis() > maxDurationMs) {
      problems.push(
        `${shown} is longer than the maximum of ${
          maxDurationMs / hourMs
        } hours. Use a shorter window.`,
      );
      return [];
    }
    return [
      { from: interval.start.toMillis(), until: interval.end.toMillis() },
    ];
  });
  return {
    windows: windows
      .filter(({ until }) => until > now)
      .sort((one, other) => one.from - other.from),
    problems,
  };
}
