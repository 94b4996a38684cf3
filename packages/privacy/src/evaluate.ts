import { validExceptions } from './exceptions/applyExceptions';
import type { Observation, Rule } from './rule';
import { type PrivacySettings, severityOf } from './settings';
import type { Template } from './template/Template';
import type { Evidence, Finding, RuleStatus, Verdict } from './Verdict';

/** The findings, the evidence and the status of one rule for a template. */
export function evaluate(
  rule: Rule,
  template: Template,
  settings: PrivacySettings,
) {
  const findings: Finding[] = [];
  const evidence: Evidence[] = [];
  const statuses = new Set<Observation['status']>();
  for (const observation of rule.check(template)) {
    statuses.add(observation.status);
    if (observation.status === 'proven') {
      evidence.push(toEvidence(rule, observation));
    } else {
      findings.push(toFinding(template, rule, observation, settings));
    }
  }
  return {
    rule,
    status: statusOf(statuses, template),
    findings: distinct(findings),
    evidence: distinct(evidence),
  };
}

/**
 * The overall result of findings.
 *
 * @param isRewritten - whether something rewrites the template. Then nothing proves it, whatever severity PS53 has
 */
export function resultOf(
  findings: readonly Finding[],
  isRewritten: boolean,
): Verdict['verdict'] {
  const counted = findings.filter(
    ({ severity, exception }) => severity === 'H' && !exception,
  );
  if (counted.some(({ status }) => status === 'violated')) return 'violated';
  return counted.length > 0 || isRewritten ? 'unproven' : 'private';
}

/** A rule is excepted if an exception covers each of its findings. */
export function statusWith(
  rule: Rule,
  status: RuleStatus,
  findings: readonly Finding[],
): RuleStatus {
  const own = findings.filter(finding => finding.rule === rule.id);
  if (own.length === 0) return status;
  if (rule === validExceptions) return 'violated';
  return own.every(({ exception }) => exception) ? 'excepted' : status;
}

/** A part that creates resources that the rules cannot evaluate makes every other rule unproven. PS53 reports it. */
function statusOf(
  seen: ReadonlySet<Observation['status']>,
  template: Template,
): RuleStatus {
  if (seen.has('violated')) return 'violated';
  if (seen.has('unproven') || template.opaque.length > 0) return 'unproven';
  return seen.has('proven') ? 'proven' : 'not-applicable';
}

function toFinding(
  template: Template,
  rule: Rule,
  observation: Observation,
  settings: PrivacySettings,
): Finding {
  const { change, resource, at, message, fix } = observation;
  const severity = severityOf(rule, observation.severity, settings);
  const construct = template.constructPath(resource);
  const madeFrom = template.samOrigins.get(resource);
  return {
    rule: rule.id,
    severity,
    status: observation.status === 'violated' ? 'violated' : 'unproven',
    blocking: severity === 'H',
    resource,
    path: at.path,
    ...(at.line !== undefined && { line: at.line }),
    ...(construct !== undefined && { construct }),
    ...(madeFrom !== undefined && { madeFrom }),
    message,
    fix: fix ?? rule.fix,
    ...(change && { change }),
  };
}

function toEvidence(rule: Rule, observation: Observation): Evidence {
  const { resource, at, message } = observation;
  return {
    rule: rule.id,
    resource,
    path: at.path,
    ...(at.line !== undefined && { line: at.line }),
    message,
  };
}

/**
 * Removes duplicates, because several alternatives of a property may cause the same result. Most places have one message, which needs
 * no key.
 */
function distinct<T extends { path: string; message: string }>(
  items: T[],
): T[] {
  const first = new Map<string, string>();
  const others = new Set<string>();
  return items.filter(({ path, message }) => {
    const known = first.get(path);
    if (known === undefined) return first.set(path, message);
    const key = `${path}\n${message}`;
    return known !== message && !others.has(key) && others.add(key);
  });
}
