/** The result of a privacy proof. `unproven`: the rules cannot decide it. @public */
export type ProofVerdict = 'private' | 'violated' | 'unproven';

/** The result of one rule. @public */
export type ProofRuleStatus =
  | 'proven'
  | 'violated'
  | 'unproven'
  | 'excepted'
  | 'not-applicable';

/** The latest proof of a stack in a few words. @public */
export type ProofSummary = {
  verdict: ProofVerdict;
  /** Since when the verdict holds, ISO 8601. */
  since: string;
  /** ISO 8601. */
  checkedAt: string;
  /** Whether the stack has changed since, or could not be verified for two days. */
  isOutdated: boolean;
};

/** A place in the template. @public */
export type ProofPlace = {
  /** Logical ID, or the section of the template. */
  resource: string;
  /** Such as `Resources.Api.Properties.Policy`. */
  path: string;
  /** Line of the processed template, from 1. */
  line?: number;
  /** Path of the construct of the AWS CDK. */
  construct?: string;
};

/** One rule that is violated or unproven for one resource. @public */
export type ProofFinding = ProofPlace & {
  rule: string;
  /** H decides the verdict, M warns, L informs. */
  severity: 'H' | 'M' | 'L';
  status: 'violated' | 'unproven';
  message: string;
  /** What to do. */
  fix: string;
  /** First day on which the finding exposes the service, because the template had it before. */
  blocksFrom?: string;
  /** An exception in the repository may cover it, which AWS does not know. */
  mayBeExcepted?: true;
};

/** One rule with its result. @public */
export type ProofRule = {
  id: string;
  title: string;
  /** Why the rule matters. */
  why: string;
  severity: 'H' | 'M' | 'L';
  status: ProofRuleStatus;
  /** What proves it, by resource. */
  evidence: Array<ProofPlace & { message: string }>;
};

/** The network of a stack. @public */
export type ProofPicture = {
  /** SVG documents for the themes. Their text comes from the template: show them as images only. */
  svg: { light: string; dark: string };
  /** The same in words, one sentence an item. */
  text: string[];
};

/** The privacy proof of the live template of a stack. @public */
export type LiveProof = {
  /** Findings that decide the verdict first. */
  findings: ProofFinding[];
  /** Every rule. Empty if the template cannot be read. */
  rules: ProofRule[];
  /** What the verdict says nothing about. */
  notJudged: Array<{
    resource: string;
    type?: string;
    line?: number;
    message: string;
  }>;
  /** When the existing network that the stack uses was described, ISO 8601. */
  networkAt?: string;
  /** What is left out, because the proof is long. */
  omitted?: { findings: number; evidence: number; notJudged: number };
  /** The network of the stack, drawn. Absent if it cannot be drawn. */
  picture?: ProofPicture;
};

/** The latest proof of the stack of a target. @public */
export type ProofView = {
  /** `TargetView.targetId`. */
  targetId: string;
  stackArn: string;
  stackName: string;
  /** Why the latest try failed. The proof is then an earlier one, or one without rules. */
  problem?: string;
  /** Absent until the stack was verified. */
  proof?: ProofSummary &
    LiveProof & {
      /** SHA-256 of the template. */
      templateSha256: string;
    };
};

/** The response of `GET /v1/entities/{kind}/{namespace}/{name}/proofs`. @public */
export type ProofList = {
  /** In the order of the annotation. Only bound stacks. */
  items: ProofView[];
};
