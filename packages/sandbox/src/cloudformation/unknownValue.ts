import { Value } from '../account/Account';

/** AWS's placeholder for a value that is known only after the execution of a change set. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** Whether a value is, or contains in its text, a value that is not known yet. */
export function isUnknown(value: Value | undefined): boolean {
  return typeof value === 'string' && value.includes(KNOWN_AFTER_APPLY);
}
