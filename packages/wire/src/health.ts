/** Every {@link HealthState}. @public */
export const healthStates = [
  'up',
  'degraded',
  'suspect',
  'down',
  'unknown',
  'exposed',
  'maintenance',
] as const;

/** Health of a target over time. Without data the state is `unknown`, never `up`. @public */
export type HealthState = (typeof healthStates)[number];
