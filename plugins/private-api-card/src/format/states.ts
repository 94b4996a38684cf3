import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';

/** Glyph and tone of a state. The glyphs differ in shape, so that a state is recognizable without its color. */
export type StateLook = {
  glyph: string;
  tone: 'success' | 'warning' | 'danger' | 'info' | 'neutral';
};

/** Every state, the worst first, as the dashboard lists them. */
export const statesWorstFirst: readonly HealthState[] = [
  'exposed',
  'down',
  'unknown',
  'suspect',
  'degraded',
  'maintenance',
  'up',
];

/** Looks of the states of a target. Only `up` is green, and a state without data is neutral. */
export const stateLooks: Record<HealthState, StateLook> = {
  up: { glyph: '✓', tone: 'success' },
  degraded: { glyph: '!', tone: 'warning' },
  suspect: { glyph: '…', tone: 'warning' },
  down: { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
  exposed: { glyph: '◆', tone: 'danger' },
  maintenance: { glyph: '‖', tone: 'info' },
};
