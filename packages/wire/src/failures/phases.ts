/** Phases of a probe, in the order in which they run. @public */
export const phases = ['guard', 'dns', 'tcp', 'tls', 'http', 'body'] as const;

/** A part of one probe. @public */
export type Phase = (typeof phases)[number];
