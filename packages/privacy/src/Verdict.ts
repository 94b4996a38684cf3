import type { Warning } from '@private-serverless/template';
import type { Change } from './Change';
import type { Severity } from './rule';
import type { Assumption } from './template/inputs';

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
  /** What to change in the template, if one value is the right one. */
  change?: Change;
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
