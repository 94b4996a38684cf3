import { createHash } from 'node:crypto';
import type {
  Entry,
  Reason,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { EntryParts } from '../entry/EntryParts';
import type { EntityFacts } from './entityFacts';
import type { TargetSettings } from './settings';

/** A bound stack with its API. */
export type Binding = {
  environmentId: string;
  stackName: string;
  /** The URL that is probed. */
  url: string;
  endpointUrl: string;
  entry: Entry;
  templateVersion?: string;
  /** Host names of AWS that the stack owns. */
  ownedHosts: string[];
  /**
   * Ranges of the VPC in which the stack runs, or why they are not known. Absent in what version 0.2.0 and earlier have
   * stored.
   */
  vpc?: { cidrs: string[] } | { unknown: string };
  /**
   * Of what the resources of the stack were listed, and when, in epoch milliseconds. Absent if they must be listed again: the
   * ranges of the VPC are not known, or version 0.2.0 has stored it.
   */
  resources?: { revision: string; readAt: number };
  /** What AWS's side is read by. Absent in what version 0.2.0 and earlier have stored. */
  parts?: EntryParts;
};

/** A stack whose owner tag names the entity, or that is adopted for it, whatever its outputs are. */
export type OwnStack = {
  environmentId: string;
  /** Identifies its state and what its environment requires, see `stackRevision`. */
  revision: string;
};

/** Either the binding of a stack, or the reason why it is not bound. */
export type TargetKnowledge = (
  | { binding: Binding; reason?: undefined }
  | { binding?: undefined; reason: Reason }
) & {
  /** Absent if the stack is not the one of the entity, if AWS did not respond, and in what version 0.2.0 has stored. */
  stack?: OwnStack;
};

/** One stack from the annotation of an entity. */
export type Target = TargetKnowledge & {
  id: string;
  entityRef: string;
  /** Value from the annotation. An ARN if it is valid. Empty if the whole annotation is not valid. */
  stackArn: string;
  /** Absent in what version 0.2.0 has stored. */
  facts?: EntityFacts;
  settings?: TargetSettings;
  /** Time of the latest sync, in epoch milliseconds. */
  syncedAt: number;
  /** Time of the latest sync that confirmed the binding, in epoch milliseconds. */
  boundAt?: number;
};

/** Derives the id of a target. Every replica derives the same one. */
export function targetId(entityRef: string, stackArn: string): string {
  return createHash('sha256')
    .update(`${entityRef}\n${stackArn}`)
    .digest('hex')
    .slice(0, 32);
}
