import { createHash } from 'node:crypto';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { StackDescription } from '../targets/StackReader';

/** Identifies what a proof depends on: the state of the stack, and what its environment requires. */
export function stackRevision(
  { status, createdAt, updatedAt }: StackDescription,
  { id, privacy, network }: Environment,
): string {
  return createHash('sha256')
    .update(
      JSON.stringify([status, createdAt, updatedAt, id, privacy, network]),
    )
    .digest('hex')
    .slice(0, 16);
}
