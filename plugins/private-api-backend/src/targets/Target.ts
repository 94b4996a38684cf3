import type {
  Entry,
  Reason,
} from '@private-serverless/backstage-plugin-private-api-common';
import { createHash } from 'node:crypto';

/** A stack that was found to belong to an entity, and what it says about its API. */
export type Binding = {
  environmentId: string;
  stackName: string;
  /** The health URL that is probed. */
  url: string;
  endpointUrl: string;
  entry: Entry;
  templateVersion?: string;
  /** Host names that AWS shows to be the stack's own. */
  ownedHosts: string[];
};

/** What is known about one stack that an entity names: either it is bound, or there is a reason why not. */
export type TargetKnowledge =
  | { binding: Binding; reason?: undefined }
  | { binding?: undefined; reason: Reason };

/** One stack that an entity names. */
export type Target = TargetKnowledge & {
  id: string;
  entityRef: string;
  /** The text in the annotation: an ARN, if all is well. */
  stackArn: string;
  /** When AWS was asked last, epoch milliseconds. */
  syncedAt: number;
  /** When the binding was last confirmed, epoch milliseconds. */
  boundAt?: number;
};

/** The same entity and text always give the same id, on every replica. */
export function targetId(entityRef: string, stackArn: string): string {
  return createHash('sha256')
    .update(`${entityRef}\n${stackArn}`)
    .digest('hex')
    .slice(0, 32);
}
