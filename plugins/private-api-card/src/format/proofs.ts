import type {
  ProofRuleStatus,
  ProofVerdict,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StateLook } from './states';

/** Looks of the verdicts. Only a proven one is green. */
export const verdictLooks: Record<ProofVerdict, StateLook> = {
  private: { glyph: '✓', tone: 'success' },
  violated: { glyph: '✕', tone: 'danger' },
  unproven: { glyph: '?', tone: 'warning' },
};

/** Look of a verdict that says nothing about the present. */
export const unknownLook: StateLook = { glyph: '?', tone: 'neutral' };

/** Looks of the results of rules. */
export const ruleLooks: Record<ProofRuleStatus, StateLook> = {
  violated: { glyph: '✕', tone: 'danger' },
  unproven: { glyph: '?', tone: 'warning' },
  excepted: { glyph: '‖', tone: 'info' },
  proven: { glyph: '✓', tone: 'success' },
  'not-applicable': { glyph: '–', tone: 'neutral' },
};

/** Every result, what needs attention first. */
export const ruleStatusesWorstFirst = Object.keys(
  ruleLooks,
) as readonly ProofRuleStatus[];

/** Part of a URL that leads to the proof in the tab. */
export const PROOF_ANCHOR = 'privacy-proof';
