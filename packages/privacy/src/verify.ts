import type { Warning } from '@private-serverless/template';
import { ageProblem } from './network/age';
import { type Place, requireSameNetwork } from './network/belongs';
import { factsFileName, factsSha256 } from './network/factsFile';
import type { NetworkFacts } from './network/NetworkFacts';
import { usesExistingNetwork } from './network/uses';
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
   * as an unquoted account ID, and the age of old network facts. They never block.
   */
  warnings: VerdictWarning[];
  /** The network facts that the template was verified with. */
  networkFacts?: {
    /** Time of the facts, ISO 8601. */
    at: string;
    /** SHA-256 of the facts, as `factsFileText` writes them. */
    sha256: string;
  };
};

/** A warning about the template, or about another file. @public */
export type VerdictWarning = Omit<Warning, 'line'> & {
  /** Line in the template, from 1. Absent for another file. */
  line?: number;
  /** The other file. */
  file?: string;
};

/** Options of {@link verifyTemplate}. @public */
export type VerifyOptions = {
  /** YAML or JSON. */
  template: string;
  /** Values as for a deploy. The default of a parameter applies if its value is missing. */
  parameters?: Record<string, string>;
  /**
   * What is known of the existing network that the template names. Without facts, rules about it are unproven.
   */
  networkFacts?: NetworkFacts;
  /** Name of the file with the facts, for the warning about their age. @defaultValue privacy-facts.json */
  networkFactsFile?: string;
  /** Age from which the facts cause a warning, such as `24h`. A deploy calls `requireFresh`. @defaultValue 24h */
  maxFactsAge?: string;
  /** Account, region and VPC of the deploy, as far as they are known. Facts of another place are refused. */
  place?: Partial<Place>;
  /** Time of the verification. @defaultValue now */
  now?: Date;
};

/**
 * Evaluates all rules for a template.
 *
 * @throws TemplateError if the template is not valid
 * @throws NetworkFactsError if the network facts are of another account, region or VPC, or `maxFactsAge` is not a duration
 * @public
 */
export function verifyTemplate(options: VerifyOptions): Verdict {
  const { networkFacts: facts, parameters = {} } = options;
  const template = new Template(options.template, parameters, facts);
  if (facts) requireSameNetwork(facts, template, parameters, options.place);
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
    warnings: [...template.warnings, ...warningsOf(template, options)],
    ...(facts && {
      networkFacts: { at: facts.at, sha256: factsSha256(facts) },
    }),
  };
}

/** The age of the facts matters only to a template that uses them. */
function warningsOf(
  template: Template,
  { networkFacts, networkFactsFile, maxFactsAge, now }: VerifyOptions,
): VerdictWarning[] {
  if (!networkFacts || !usesExistingNetwork(template)) return [];
  const problem = ageProblem(networkFacts, maxFactsAge, now);
  return problem
    ? [
        {
          file: networkFactsFile ?? factsFileName,
          path: 'at',
          message: problem.message,
        },
      ]
    : [];
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
