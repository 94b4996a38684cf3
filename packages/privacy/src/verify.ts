import type { Warning } from '@private-serverless/template';
import { Observation, Rule, Severity } from './rule';
import { rules } from './rules';
import { Template } from './template/template';

/** Something that keeps a template from being private, or from being proven so. @public */
export type Finding = {
  rule: string;
  severity: Severity;
  status: 'violated' | 'unproven';
  /** severity H: a deploy must not go on */
  blocking: boolean;
  /** logical id, or the part of the template */
  resource: string;
  /** `Resources.Api.Properties.Policy` */
  path: string;
  /** 1-based */
  line?: number;
  message: string;
  fix: string;
};

/** @public */
export type RuleStatus =
  | 'proven'
  | 'violated'
  | 'unproven'
  | 'excepted'
  | 'not-applicable';

/** The privacy proof of one template. @public */
export type Verdict = {
  /** from blocking findings only */
  verdict: 'private' | 'violated' | 'unproven';
  findings: Finding[];
  /** every rule, by id */
  rules: Record<string, RuleStatus>;
  /** Values that CloudFormation reads in another way than they look, such as an unquoted account ID. They never block. */
  warnings: Warning[];
};

/**
 * Judges a template by every rule.
 * @param options - `template`: the text, YAML or JSON. `parameters`: as for a deploy; a parameter that is not given has its default.
 * @throws TemplateError when the template cannot be read
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
  const open = blocking.length > 0 ? 'unproven' : 'private';
  return {
    verdict: isViolated ? 'violated' : open,
    findings,
    rules: statuses,
    warnings: template.warnings,
  };
}

/** What may make resources that no rule sees leaves every rule unproven. */
function opacity(template: Template): Observation[] {
  return template.opaque.map(({ at, resource, why }) => ({
    status: 'unproven',
    resource,
    at,
    message: `${why}.`,
    fix: 'Verify the processed template (aws cloudformation get-template --template-stage Processed), or write the resources out here.',
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

/** Two alternatives of one property may say the same. */
function distinct(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, message }) => {
    const key = `${path}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
