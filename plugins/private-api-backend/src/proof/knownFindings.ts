import type { PrivacySettings } from '@private-serverless/privacy';
import type { ProofFinding } from '@private-serverless/backstage-plugin-private-api-common';
import type { StoredProof } from './proofRows';

const keyOf = ({ rule, resource, path }: ProofFinding) =>
  [rule, resource, path].join('\n');

/**
 * Marks violations that the template had before a rule existed. Until the day that the environment names
 * (`privacy.newRules.block.from`), they do not expose a service that runs. A violation that came with a change of the template or a parameter
 * exposes it at once. Without an earlier proof, all of them count as old.
 *
 * @param inputHash - of the template with these findings, and the values of its parameters
 * @param previous - the proof before
 * @param now - epoch milliseconds
 */
export function markKnown(
  findings: readonly ProofFinding[],
  options: {
    inputHash: string;
    previous: StoredProof | undefined;
    settings: PrivacySettings;
    now: number;
  },
): ProofFinding[] {
  const { inputHash, previous, settings, now } = options;
  const from = settings.newRules?.block?.from;
  const today = new Date(now).toISOString().slice(0, 10);
  if (from === undefined || today >= from) return [...findings];
  const isSameInput = previous?.inputHash === inputHash;
  const before = new Map(
    previous?.proof.findings.map(finding => [keyOf(finding), finding]),
  );
  const isKnown = (finding: ProofFinding) => {
    const earlier = before.get(keyOf(finding));
    // One that exposed the service does so until it is gone.
    if (earlier?.status === 'violated') return earlier.blocksFrom !== undefined;
    return !previous || isSameInput;
  };
  return findings.map(finding =>
    decides(finding) && isKnown(finding)
      ? { ...finding, blocksFrom: from }
      : finding,
  );
}

/** Whether a finding can make the verdict `violated`. */
export function decides({ severity, status }: ProofFinding): boolean {
  return severity === 'H' && status === 'violated';
}
