import type { Check } from '../types';
import type { Problem } from './Reader';

/** A check that found what it expected. */
export function ok(id: string, subject: string, found?: string): Check {
  return {
    id,
    status: 'ok',
    subject,
    ...(found === undefined ? {} : { found }),
    fix: '',
  };
}

/** A check of something that does not exist. */
export function missing(
  id: string,
  subject: string,
  { expected, fix }: { expected?: string; fix: string },
): Check {
  return {
    id,
    status: 'missing',
    subject,
    ...(expected === undefined ? {} : { expected }),
    fix,
  };
}

/** A check of something that is not as expected. */
export function wrong(
  id: string,
  subject: string,
  { found, expected, fix }: { found: string; expected: string; fix: string },
): Check {
  return { id, status: 'wrong', subject, found, expected, fix };
}

/** A check whose call has no result. Never use it for a resource that does not exist. */
export function unknown(
  id: string,
  subject: string,
  { kind, action, message }: Problem,
): Check {
  return {
    id,
    status: 'unknown',
    subject,
    found: kind === 'denied' ? `${action} is denied` : message,
    fix:
      kind === 'denied'
        ? `Allow ${action} in the policy of the identity that checks (docs/iam/readiness.json).`
        : 'Check the credentials and the network, then check again.',
  };
}
