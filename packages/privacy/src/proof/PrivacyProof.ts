import type { Assumption } from '../template/inputs';
import type {
  Evidence,
  Finding,
  NotJudged,
  RuleStatus,
  Verdict,
} from '../Verdict';

/**
 * The content of `privacy-proof.json`: the proof of the template in a repository, made from the files of the repository alone. It has
 * no time and no path outside the repository, so that it is the same for the same files.
 * @public
 */
export type PrivacyProof = {
  /** Version of this format. */
  version: 1;
  template: {
    /** Path from the root of the repository, with slashes. */
    file: string;
    /** SHA-256 of its text in hexadecimal, with line feeds as line ends. */
    sha256: string;
  };
  /** The network facts in the repository, if it has some. */
  networkFacts?: {
    file: string;
    /** SHA-256 of the facts, as in {@link Verdict}. */
    sha256: string;
  };
  verdict: Verdict['verdict'];
  /** The result in one sentence. */
  headline: string;
  /** As in {@link Verdict}. */
  inputs: Record<string, string>;
  assumptions: Assumption[];
  rules: Record<string, RuleStatus>;
  findings: Finding[];
  evidence: Evidence[];
  notJudged: NotJudged[];
  /** Warnings about the template. */
  warnings: Array<{ line?: number; path: string; message: string }>;
};

/** The files of a proof at the root of a repository. @public */
export const proofFileNames = {
  json: 'privacy-proof.json',
  markdown: 'privacy-proof.md',
} as const;

/** The texts of the files of a proof. @public */
export type ProofFiles = Record<keyof typeof proofFileNames, string>;
