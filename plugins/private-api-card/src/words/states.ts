import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';

/** How a state looks and reads. The glyph differs in shape too, for whom colours don't. */
export type StateLook = {
  glyph: string;
  word: string;
  tone: 'success' | 'warning' | 'danger' | 'info' | 'neutral';
};

/** Every state of a target. Only `up` is green; nothing known is neutral. */
export const stateLooks: Record<HealthState, StateLook> = {
  up: { glyph: '✓', word: 'Up', tone: 'success' },
  degraded: { glyph: '!', word: 'Degraded', tone: 'warning' },
  suspect: { glyph: '…', word: 'One check failed', tone: 'warning' },
  down: { glyph: '✕', word: 'Down', tone: 'danger' },
  unknown: { glyph: '?', word: 'Unknown', tone: 'neutral' },
  exposed: { glyph: '◆', word: 'Exposed', tone: 'danger' },
  maintenance: { glyph: '‖', word: 'Maintenance', tone: 'info' },
};
