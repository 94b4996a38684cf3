import type { ProofFinding } from '@private-serverless/backstage-plugin-private-api-common';
import type { ProofEntry, StoredProof } from '../proof/proofRows';
import { noon } from './engine';

/** A violation that makes a verdict `violated`. */
export const violation: ProofFinding = {
  rule: 'PS06',
  severity: 'H',
  status: 'violated',
  resource: 'Callers',
  path: 'Resources.Callers.Properties.SecurityGroupIngress[0]',
  message: 'Callers allows ingress from 0.0.0.0/0.',
  fix: 'Restrict the range.',
};

/** A proof with these findings. */
export function storedProof(
  findings: ProofFinding[] = [],
  change: Partial<StoredProof> = {},
): StoredProof {
  return {
    verdict: findings.length > 0 ? 'violated' : 'private',
    revision: 'r1',
    templateHash: 'a'.repeat(64),
    inputHash: 'a'.repeat(64),
    since: noon,
    checkedAt: noon,
    proof: { findings, rules: [], notJudged: [] },
    ...change,
  };
}

/** What is stored about a stack that was not verified. */
export const entry: ProofEntry = {
  targetId: 't1',
  stackArn:
    'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-dev/1a2b',
  environmentId: 'dev',
  revision: 'r1',
  dueAt: noon,
};
