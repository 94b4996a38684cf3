import type {
  LiveProof,
  ProofVerdict,
} from '@private-serverless/backstage-plugin-private-api-common';

/** PostgreSQL returns 64-bit integers as strings. */
type Integer = number | string;

/** A row of `proofs`. Times are in epoch milliseconds, `exposed` and `proof` are JSON. */
export type ProofRow = {
  target_id: string;
  stack_arn: string;
  environment_id: string;
  revision: string;
  due_at: Integer;
  problem: string | null;
  proof_revision: string | null;
  template_hash: string | null;
  input_hash: string | null;
  verdict: ProofVerdict | null;
  since: Integer | null;
  checked_at: Integer | null;
  exposed: string | null;
  proof: string | null;
};

/** What proves that a stack is exposed. */
export type Exposure = {
  /** Fact as one sentence. */
  evidence: string;
  /** What to do. */
  advice: string;
  /** Since when it is, in epoch milliseconds. */
  since: number;
};

/** The latest proof of a stack. Times are in epoch milliseconds. */
export type StoredProof = {
  verdict: ProofVerdict;
  /** Revision of the stack that was verified. */
  revision: string;
  /** SHA-256 of the template. */
  templateHash: string;
  /** SHA-256 of the template and the values of its parameters. */
  inputHash: string;
  since: number;
  checkedAt: number;
  exposed?: Exposure;
  proof: LiveProof;
};

/** What is stored about the stack of a target. */
export type ProofEntry = {
  targetId: string;
  stackArn: string;
  environmentId: string;
  /** Of the stack and of what its environment requires, as of the latest sync. */
  revision: string;
  dueAt: number;
  /** Why the latest try failed. */
  problem?: string;
  latest?: StoredProof;
};

/** The latest proof without its details, for states and cards. */
export type ProofFacts = Omit<
  StoredProof,
  'proof' | 'revision' | 'templateHash' | 'inputHash'
> & {
  /** Whether the stack has changed since. */
  hasChanged: boolean;
};

/** Columns of {@link ProofFacts}. */
export const factColumns = [
  'target_id',
  'verdict',
  'since',
  'checked_at',
  'exposed',
  'revision',
  'proof_revision',
] as const;

/** Reads the columns of {@link ProofFacts}. */
export function toFacts(
  row: Pick<ProofRow, (typeof factColumns)[number]>,
): ProofFacts | undefined {
  const { verdict, since, checked_at: checkedAt, exposed } = row;
  if (!verdict || checkedAt === null) return undefined;
  return {
    verdict,
    since: Number(since),
    checkedAt: Number(checkedAt),
    hasChanged: row.revision !== row.proof_revision,
    ...(exposed && { exposed: JSON.parse(exposed) }),
  };
}

/** Reads a row. */
export function toEntry(row: ProofRow): ProofEntry {
  const facts = toFacts(row);
  return {
    targetId: row.target_id,
    stackArn: row.stack_arn,
    environmentId: row.environment_id,
    revision: row.revision,
    dueAt: Number(row.due_at),
    ...(row.problem !== null && { problem: row.problem }),
    ...(facts && row.proof && { latest: toStored(row, facts, row.proof) }),
  };
}

function toStored(
  row: ProofRow,
  { hasChanged: _, ...facts }: ProofFacts,
  proof: string,
): StoredProof {
  return {
    ...facts,
    revision: row.proof_revision ?? '',
    templateHash: row.template_hash ?? '',
    inputHash: row.input_hash ?? '',
    proof: JSON.parse(proof),
  };
}
