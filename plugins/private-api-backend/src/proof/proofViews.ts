import type {
  ProofList,
  ProofView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { parseStackArn } from '@private-serverless/backstage-plugin-private-api-node';
import type { Target } from '../targets/Target';
import type { ProofEntry, ProofFacts } from './proofRows';

/** The latest proof in a few words, for a card. */
export function proofSummary({ verdict, since, checkedAt }: ProofFacts) {
  return {
    verdict,
    since: new Date(since).toISOString(),
    checkedAt: new Date(checkedAt).toISOString(),
  };
}

/**
 * The proofs of the targets of an entity. A target whose stack is not bound has none: the stack may belong to somebody else.
 * @param entries - by the id of the target
 */
export function proofList(
  targets: readonly Pick<Target, 'id'>[],
  entries: ReadonlyMap<string, ProofEntry>,
): ProofList {
  return {
    items: targets.flatMap(({ id }) => {
      const entry = entries.get(id);
      return entry ? [proofView(entry)] : [];
    }),
  };
}

function proofView(entry: ProofEntry): ProofView {
  const { targetId, stackArn, problem, latest } = entry;
  return {
    targetId,
    stackArn,
    stackName: parseStackArn(stackArn).stackName,
    ...(problem !== undefined && { problem }),
    ...(latest && {
      proof: {
        ...proofSummary(latest),
        templateSha256: latest.templateHash,
        isOutdated: latest.revision !== entry.revision,
        ...latest.proof,
      },
    }),
  };
}
