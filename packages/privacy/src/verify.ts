import type { Warning } from '@private-serverless/template';
import { Observation, Rule, Severity } from './rule';
import { rules } from './rules';
import { Template } from './template/Template';

/** One rule that is violated or unproven for one resource. @public */
export type Finding = {
  rule: string;
  severity: Severity;
  status: 'violated' | 'unproven';
  /** Whether the finding blocks a deploy (severity H). */
  blocking: boolean;
  /** Logical ID of the resource, or the section of the template. */
  resource: string;
  /** Path such as `Resources.Api.Properties.Policy`. */
  path: string;
  /** Line in the template, from 1. */
  line?: number;
  message: string;
  fix: string;
};

/** The status of a rule for a template. @public */
export type RuleStatus =
  | 'proven'
  | 'violated'
  | 'unproven'
  | 'excepted'
  | 'not-applicable';

/** The privacy proof of one template. @public */
export type Verdict = {
  /** The overall result of the blocking findings. */
  verdict: 'private' | 'violated' | 'unproven';
  findings: Finding[];
  /** The status of every rule, by ID. */
  rules: Record<string, RuleStatus>;
  /**
   * Values that CloudFormation reads differently than their text suggests, such
   * as an unquoted account ID. They never block.
   */
  warnings: Warning[];
};

/**
 * Evaluates all rules for a template.
 * @param options - `template`: YAML or JSON. `parameters`: values as for a deploy. The default of a parameter applies
 *   if its value is missing.
 * @throws TemplateError if the template is not valid
 * @public
 */
export function verifyTemplate(options: {
  template: string;
  parameters?: Record<string, string>;
}): Verdict {
  const template = new Template(options.template, options.parameters);
  const findings: Finding[] = [];
  const statuses: Record<string, RuleStatus> = {};
  for (const rule of rules) {
    const observations = [...rule.check(template), ...opacity(template)];
    const found = observations.flatMap(observation =>
      toFinding(rule, observation),
    );
    findings.push(...distinct(found));
    statuses[rule.id] = statusOf(observations);
  }
  const blocking = findings.filter(finding => finding.blocking);
  const isViolated = blocking.some(({ status }) => status === 'violated');
  const otherwise = blocking.length > 0 ? 'unproven' : 'private';
  return {
    verdict: isViolated ? 'violated' : otherwise,
    findings,
    rules: statuses,
    warnings: template.warnings,
  };
}

/** Parts that create resources that the rules cannot evaluate. They make every rule unproven. */
function opacity(template: Template): Observation[] {
  return template.opaque.map(({ at, resource, why }) => ({
    status: 'unproven',
    resource,
    at,
    message: `${why}.`,
    fix: 'Verify the processed template (aws cloudformation get-template --template-stage Processed), or declare the resources in this template.',
  }));
}

function statusOf(observations: readonly Observation[]): RuleStatus {
  const seen = new Set(observations.map(({ status }) => status));
  if (seen.has('violated')) return 'violated';
  if (seen.has('unproven')) return 'unproven';
  return seen.has('proven') ? 'proven' : 'not-applicable';
}

function toFinding(rule: Rule, observation: Observation): Finding[] {
  const { status, resource, at, message, fix } = observation;
  if (status === 'proven') return [];
  const severity = observation.severity ?? rule.severity;
  return [
    {
      rule: rule.id,
      severity,
      status,
      blocking: severity === 'H',
      resource,
      path: at.path,
      ...(at.line !== undefined && { line: at.line }),
      message,
      fix: fix ?? rule.fix,
    },
  ];
}

/** Removes duplicates, because several alternatives of a property may cause the same finding. */
function distinct(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, message }) => {
    const key = `${path}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
