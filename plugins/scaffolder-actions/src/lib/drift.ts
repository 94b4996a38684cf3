import type { DriftResult, ResourceDrift } from '@private-serverless/stack';

/** The resources that a person must look at: what differs, and what could not be compared. */
export function notableResources({ resources }: DriftResult): ResourceDrift[] {
  return resources.filter(({ status }) =>
    ['MODIFIED', 'DELETED', 'UNKNOWN'].includes(status),
  );
}

/** One word for several stacks: drift outranks what is not known, which outranks being in sync. None: not known. */
export function worstOf(results: DriftResult[]): DriftResult['status'] {
  const statuses = results.map(({ status }) => status);
  if (statuses.includes('DRIFTED')) return 'DRIFTED';
  const isKnown = statuses.length > 0 && !statuses.includes('UNKNOWN');
  return isKnown ? 'IN_SYNC' : 'UNKNOWN';
}
