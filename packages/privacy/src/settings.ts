import type { Severity } from './rule';

/** What an environment requires of the proof: `privacy` in its configuration. @public */
export type PrivacySettings = {
  /** Severity of individual rules, by rule ID. @defaultValue the severity of each rule */
  severity?: Readonly<Record<string, Severity>>;
  /** IDs of the rules that an exception in a repository may concern. @defaultValue every rule with severity M or L */
  exceptions?: readonly string[];
  /** When a finding that the deployed template already has blocks an update. */
  newRules?: {
    block?: {
      /** First day, such as `2027-01-31` (UTC). @defaultValue at once */
      from?: string;
    };
  };
};

/** The day of a time in UTC, such as `2026-11-29`. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/**
 * The severity of a finding. A rule that gives one observation a severity of its own keeps it, unless the environment has set a
 * lower one for the rule.
 */
export function severityOf(
  rule: { id: string; severity: Severity },
  own: Severity | undefined,
  settings: PrivacySettings,
): Severity {
  const set =
    settings.severity && Object.hasOwn(settings.severity, rule.id)
      ? settings.severity[rule.id]
      : undefined;
  if (own === undefined) return set ?? rule.severity;
  return set === undefined ? own : lower(own, set);
}

function lower(one: Severity, other: Severity): Severity {
  const order: Severity[] = ['L', 'M', 'H'];
  return order[Math.min(order.indexOf(one), order.indexOf(other))];
}
