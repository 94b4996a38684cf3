import type { DriftResult, ResourceDrift } from '@private-serverless/stack';

/** The resources that differ and those that could not be compared. */
export function notableResources({ resources }: DriftResult): ResourceDrift[] {
  return resources.filter(({ status }) =>
    ['MODIFIED', 'DELETED', 'UNKNOWN'].includes(status),
  );
}

/** The overall status of several stacks: DRIFTED before UNKNOWN before IN_SYNC. UNKNOWN without any stack. */
export function worstOf(results: DriftResult[]): DriftResult['status'] {
  const statuses = results.map(({ status }) => status);
  if (statuses.includes('DRIFTED')) return 'DRIFTED';
  const isKnown = statuses.length > 0 && !statuses.includes('UNKNOWN');
  return isKnown ? 'IN_SYNC' : 'UNKNOWN';
}
