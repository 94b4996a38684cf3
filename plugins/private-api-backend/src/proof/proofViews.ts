import type {
  ProofList,
  ProofSummary,
  ProofView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { parseStackArn } from '@private-serverless/backstage-plugin-private-api-node';
import type { Target } from '../targets/Target';
import type { ProofEntry, ProofFacts } from './proofRows';

/** A proof is made once per day. One that is older than this says little about the present, in milliseconds. */
const maxAgeMs = 48 * 60 * 60 * 1_000;

/** The latest proof in a few words, for a card. @param now - epoch milliseconds */
export function proofSummary(
  {
    verdict,
    since,
    checkedAt,
    hasChanged,
  }: Pick<ProofFacts, 'verdict' | 'since' | 'checkedAt' | 'hasChanged'>,
  now: number,
): ProofSummary {
  return {
    verdict,
    since: new Date(since).toISOString(),
    checkedAt: new Date(checkedAt).toISOString(),
    isOutdated: hasChanged || now - checkedAt > maxAgeMs,
  };
}

/**
 * The proofs of the targets of an entity. A target whose stack is not bound has none: the stack may belong to somebody else.
 * @param entries - by the id of the target. @param now - epoch milliseconds
 */
export function proofList(
  targets: readonly Pick<Target, 'id'>[],
  entries: ReadonlyMap<string, ProofEntry>,
  now: number,
): ProofList {
  return {
    items: targets.flatMap(({ id }) => {
      const entry = entries.get(id);
      return entry ? [proofView(entry, now)] : [];
    }),
  };
}

function proofView(entry: ProofEntry, now: number): ProofView {
  const { targetId, stackArn, problem, latest } = entry;
  const hasChanged = latest?.revision !== entry.revision;
  return {
    targetId,
    stackArn,
    stackName: parseStackArn(stackArn).stackName,
    ...(problem !== undefined && { problem }),
    ...(latest && {
      proof: {
        ...proofSummary({ ...latest, hasChanged }, now),
        templateSha256: latest.templateHash,
        ...latest.proof,
      },
    }),
  };
}
