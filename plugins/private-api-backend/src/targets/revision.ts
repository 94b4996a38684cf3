import { createHash } from 'node:crypto';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { StackDescription } from './StackReader';
import type { Binding } from './Target';

const minute = 60_000;
/** Between two reads of the resources of a stack that does not change, in milliseconds: 30 to 60 minutes. */
const minAgeMs = 30 * minute;
const spreadMs = 30 * minute;

/**
 * Identifies what a binding depends on, except for the resources of the stack: those change only with an update of the stack.
 */
export function revisionOf(
  stack: StackDescription,
  environment: Environment,
  allowedHostSuffixes: readonly string[],
): string {
  const { status, createdAt, updatedAt, outputs } = stack;
  return createHash('sha256')
    .update(
      JSON.stringify([
        status,
        createdAt,
        updatedAt,
        outputs,
        environment,
        allowedHostSuffixes,
      ]),
    )
    .digest('hex')
    .slice(0, 16);
}

/**
 * Whether the resources of the stack need not be listed again. The ranges of its VPC can change without an update, so each
 * binding is read again after some time, not all of them in the same pass.
 */
export function isCurrent(
  { resources }: Binding,
  revision: string,
  now: number,
): boolean {
  if (resources?.revision !== revision) return false;
  const spread = (parseInt(revision.slice(0, 6), 16) % 1_000) / 1_000;
  const age = now - resources.readAt;
  return age >= 0 && age < minAgeMs + spread * spreadMs;
}
