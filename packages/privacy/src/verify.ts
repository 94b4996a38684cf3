import {
  readTemplateText,
  type TemplateDocument,
  type Warning,
} from '@private-serverless/template';
import { applyExceptions, validExceptions } from './exceptions/applyExceptions';
import type { Exception } from './exceptions/Exception';
import { postpone } from './exceptions/postpone';
import { ageProblem } from './network/age';
import { type Place, requireSameNetwork } from './network/belongs';
import { factsFileName, factsSha256 } from './network/factsFile';
import type { NetworkFacts } from './network/NetworkFacts';
import { usesExistingNetwork } from './network/uses';
import { Observation, Rule, Severity } from './rule';
import { rules } from './rules';
import { type PrivacySettings, severityOf } from './settings';
import { notJudged } from './template/notJudged';
import type { Intent } from './template/intent';
import { type Assumption, inputsOf } from './template/inputs';
import { Template } from './template/Template';

/** One rule that is violated or unproven for one resource. @public */
export type Finding = {
  rule: string;
  severity: Severity;
  status: 'violated' | 'unproven';
  /** Whether the finding blocks a deploy: severity H, without an exception, and not of the deployed template (`blocksFrom`). */
  blocking: boolean;
  /** Logical ID of the resource, or the section of the template. */
  resource: string;
  /** Path such as `Resources.Api.Properties.Policy`. */
  path: string;
  /** Line in the template, from 1. */
  line?: number;
  /** Path of the construct that the AWS CDK made the resource from, such as `Stack/Api/Handler`. */
  construct?: string;
  /** Type of the resource that the SAM transform makes the resource from, such as `AWS::Serverless::Function`. */
  madeFrom?: string;
  /** The file, if it is not the template. */
  file?: string;
  message: string;
  fix: string;
  /** The exception that covers the finding. */
  exception?: { reason: string; approver: string; expires: string };
  /** First day on which the finding blocks, because the deployed template already has it. */
  blocksFrom?: string;
};

/** What proves a rule for one resource. @public */
export type Evidence = {
  rule: string;
  /** Logical ID of the resource, or `Template`. */
  resource: string;
  /** Path such as `Resources.Api.Properties.Policy`. */
  path: string;
  /** Line in the template, from 1. */
  line?: number;
  message: string;
};

/** A resource that no rule judges. @public */
export type NotJudged = {
  /** Logical ID of the resource, or the section of the template. */
  resource: string;
  /** Resource type. Absent for a part that creates resources, such as a macro. */
  type?: string;
  /** Line in the template, from 1. */
  line?: number;
  /** The reason as a full sentence. */
  message: string;
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
  /**
   * The overall result of the findings with severity H that no exception covers. A finding that does not block yet, because the
   * deployed template already has it, counts.
   */
  verdict: 'private' | 'violated' | 'unproven';
  findings: Finding[];
  /** The status of every rule, by ID. */
  rules: Record<string, RuleStatus>;
  /** What proves the rules. A rule whose status is not `proven` may have evidence for some resources. */
  evidence: Evidence[];
  /** The resources that no rule judges. The verdict says nothing about them. */
  notJudged: NotJudged[];
  /** The given values of the parameters that the template declares, by name. `****` for a parameter with NoEcho. */
  inputs: Record<string, string>;
  /** The parameters without a given value, whose defaults were assumed. */
  assumptions: Assumption[];
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
  /** Exceptions of the repository. @defaultValue none */
  exceptions?: readonly Exception[];
  /** Name of the file with the exceptions, for messages. @defaultValue privacy-exceptions.yaml */
  exceptionsFile?: string;
  /** What the environment requires. */
  settings?: PrivacySettings;
  /**
   * The template that is deployed now, with its parameters. Until `settings.newRules.block.from`, what it already has does not
   * block.
   */
  deployed?: { template: string; parameters?: Record<string, string> };
  /** What the repository of the template says about its purpose, beside the metadata of the template. */
  intent?: Intent;
  /** Time of the verification. PS45 compares its day with the dates of runtimes, so a proof that must not change needs it. @defaultValue now */
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
  return verifyDocument(readTemplateText(options.template), options);
}

/** Evaluates all rules for a template that has been read. */
export function verifyDocument(
  document: TemplateDocument,
  options: Omit<VerifyOptions, 'template'>,
): Verdict {
  const { networkFacts: facts, parameters = {}, settings = {} } = options;
  const template = new Template(document, {
    parameters,
    facts,
    intent: options.intent,
    now: options.now,
  });
  if (facts) requireSameNetwork(facts, template, parameters, options.place);
  const evaluated = rules.map(rule => evaluate(rule, template, settings));
  const findings = postpone(
    applyExceptions(
      evaluated.flatMap(({ findings: found }) => found),
      rules,
      { ...options, file: options.exceptionsFile },
    ),
    options,
    deployed => verifyTemplate(deployed).findings,
  );
  return {
    verdict: resultOf(findings, template.opaque.length > 0),
    findings,
    rules: Object.fromEntries(
      evaluated.map(({ rule, status }) => [
        rule.id,
        statusWith(rule, status, findings),
      ]),
    ),
    evidence: evaluated.flatMap(({ evidence }) => evidence),
    notJudged: notJudged(template),
    ...inputsOf(template.root, parameters),
    warnings: [...template.warnings, ...warningsOf(template, options)],
    ...(facts && {
      networkFacts: { at: facts.at, sha256: factsSha256(facts) },
    }),
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

function evaluate(rule: Rule, template: Template, settings: PrivacySettings) {
  const observations = [...rule.check(template)];
  const isProven = ({ status }: Observation) => status === 'proven';
  return {
    rule,
    status: statusOf(observations, template),
    findings: distinct(
      observations
        .filter(observation => !isProven(observation))
        .map(observation => toFinding(template, rule, observation, settings)),
    ),
    evidence: distinct(
      observations
        .filter(isProven)
        .map(observation => toEvidence(rule, observation)),
    ),
  };
}

/** A rule is excepted if an exception covers each of its findings. */
function statusWith(
  rule: Rule,
  status: RuleStatus,
  findings: readonly Finding[],
): RuleStatus {
  const own = findings.filter(finding => finding.rule === rule.id);
  if (own.length === 0) return status;
  if (rule === validExceptions) return 'violated';
  return own.every(({ exception }) => exception) ? 'excepted' : status;
}

/** The age of the facts matters only to a template that uses them. */
function warningsOf(
  template: Template,
  {
    networkFacts,
    networkFactsFile,
    maxFactsAge,
    now,
  }: Omit<VerifyOptions, 'template'>,
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

/** A part that creates resources that the rules cannot evaluate makes every other rule unproven. PS53 reports it. */
function statusOf(
  observations: readonly Observation[],
  template: Template,
): RuleStatus {
  const seen = new Set(observations.map(({ status }) => status));
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
  const { resource, at, message, fix } = observation;
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

/** Removes duplicates, because several alternatives of a property may cause the same result. */
function distinct<T extends { path: string; message: string }>(
  items: T[],
): T[] {
  const seen = new Set<string>();
  return items.filter(({ path, message }) => {
    const key = `${path}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
