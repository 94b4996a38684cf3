import type { Rule } from '../rule';
import { dayOf, type PrivacySettings, severityOf } from '../settings';
import type { Finding } from '../Verdict';
import { type Exception, exceptionsFileName } from './Exception';

/** Longest time that an exception may last, in days from the verification. */
const maxDays = 180;
const dayMs = 24 * 60 * 60 * 1_000;

/** The rule that reports exceptions that are not allowed, expired or unused. */
export const validExceptions: Rule = {
  id: 'PS00',
  title: 'Every exception is allowed, in force and in use',
  severity: 'M',
  why: 'An exception that nobody needs, or that has expired, hides what the next change breaks.',
  fix: `Remove the exception from ${exceptionsFileName}.`,
  // verifyTemplate evaluates the exceptions after the other rules.
  check: () => [],
};

/**
 * Marks the findings that an exception covers, and reports the exceptions that do not count.
 *
 * @param rules - all rules
 */
export function applyExceptions(
  findings: readonly Finding[],
  rules: readonly Rule[],
  {
    exceptions = [],
    settings = {},
    now = new Date(),
    file = exceptionsFileName,
  }: {
    exceptions?: readonly Exception[];
    settings?: PrivacySettings;
    now?: Date;
    file?: string;
  },
): Finding[] {
  const used = new Map<Exception, string | undefined>();
  for (const exception of exceptions) {
    const earlier = exceptions
      .slice(0, exceptions.indexOf(exception))
      .some(
        ({ rule, resource }) =>
          rule === exception.rule && resource === exception.resource,
      );
    used.set(
      exception,
      earlier
        ? 'is repeated'
        : problemOf(exception, { findings, rules, settings, now }),
    );
  }
  const inForce = exceptions.filter(one => used.get(one) === undefined);
  const covered = findings.map((finding): Finding => {
    const exception = inForce.find(one => covers(one, finding));
    if (!exception) return finding;
    const { reason, approver, expires } = exception;
    return {
      ...finding,
      blocking: false,
      exception: { reason, approver, expires },
    };
  });
  const problems = exceptions.flatMap((exception, index): Finding[] => {
    const problem = used.get(exception);
    if (problem === undefined) return [];
    const severity = severityOf(validExceptions, undefined, settings);
    const { rule, resource, line } = exception;
    return [
      {
        rule: validExceptions.id,
        severity,
        status: 'violated',
        blocking: severity === 'H',
        resource,
        file,
        path: `exceptions[${index}]`,
        ...(line !== undefined && { line }),
        message: `The exception from ${rule} for ${resource} ${problem}. It does not count.`,
        fix: validExceptions.fix,
      },
    ];
  });
  return [...problems, ...covered];
}

function covers({ rule, resource }: Exception, finding: Finding): boolean {
  return finding.rule === rule && finding.resource === resource;
}

/** Why an exception does not count. Completes "The exception …". */
function problemOf(
  exception: Exception,
  {
    findings,
    rules,
    settings,
    now,
  }: {
    findings: readonly Finding[];
    rules: readonly Rule[];
    settings: PrivacySettings;
    now: Date;
  },
): string | undefined {
  const { rule: id, expires } = exception;
  const rule = rules.find(one => one.id === id);
  if (!rule || id === validExceptions.id) {
    return `names a rule that does not exist`;
  }
  if (!isAllowed(rule, settings)) {
    return settings.exceptions
      ? `is not allowed: privacy.exceptions of the environment does not list ${id}`
      : `is not allowed: by default, exceptions count only for rules with severity M or L, and ${id} has severity H. The platform team can list ${id} in privacy.exceptions of the environment`;
  }
  if (dayOf(now) > expires) return `expired on ${expires}`;
  if (expires > dayOf(new Date(now.getTime() + maxDays * dayMs))) {
    return `expires on ${expires}, more than ${maxDays} days from now`;
  }
  return findings.some(finding => covers(exception, finding))
    ? undefined
    : 'is not used: the rule has no finding for the resource';
}

function isAllowed(rule: Rule, settings: PrivacySettings): boolean {
  return settings.exceptions
    ? settings.exceptions.includes(rule.id)
    : severityOf(rule, undefined, settings) !== 'H';
}
