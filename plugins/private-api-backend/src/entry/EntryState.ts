import type {
  BalancerState,
  CertificateState,
  DomainState,
  EndpointState,
  ListenerState,
  MappingState,
  TargetState,
} from '@private-serverless/readiness';
import type { EntryParts } from './EntryParts';

/** A value that was read, or why it is not known. Safe to show to every user. */
export type Known<T> =
  | { value: T; unknown?: undefined }
  | { value?: undefined; unknown: string };

/** What AWS reports of one part. `null`: the resource does not exist. */
export type PartValues = {
  balancer: BalancerState | null;
  listeners: ListenerState[] | null;
  /** The targets of a target group, and the endpoint at the same time, so that their addresses can be compared. */
  targets: {
    targets: TargetState[] | null;
    endpoint?: Known<EndpointState | null>;
  };
  endpoint: EndpointState | null;
  domain: DomainState | null;
  mappings: MappingState[] | null;
  /** IDs of the endpoints that a private domain has an access association with. */
  associations: string[];
  certificate: CertificateState | null;
};

/** Kind of a part. */
export type PartKind = keyof PartValues;

/** One part of an entry: its kind, and what identifies it in the account and region. */
export type PartKey = { kind: PartKind; resource: string };

/** A part as it was read. Times are in epoch milliseconds. */
export type Part<K extends PartKind = PartKind> = Known<PartValues[K]> & {
  readAt: number;
  /** Since when AWS reports the same. */
  changedAt: number;
};

/** AWS's side of one entry. A part is absent until it was read. */
export type EntryState = {
  [K in Exclude<PartKind, 'certificate'>]?: Part<K>;
} & { certificates: Record<string, Part<'certificate'>> };

const minute = 60_000;

/**
 * How often the parts are read, in milliseconds. With 1,000 services, it is less than one request per service in ten
 * minutes: each of the first kinds needs one request per service.
 */
export const intervalsMs: Record<PartKind, number> = {
  targets: 20 * minute,
  listeners: 60 * minute,
  mappings: 60 * minute,
  balancer: 60 * minute,
  endpoint: 60 * minute,
  associations: 60 * minute,
  domain: 360 * minute,
  certificate: 360 * minute,
};

/** Until when a part counts, in milliseconds after it was read. */
export function maxAgeMs(kind: PartKind): number {
  return Math.max(90 * minute, intervalsMs[kind] * 1.5);
}

/** The parts of an entry, without its certificates: those are known when its listeners and its domain are. */
export function keysOf(parts: EntryParts): PartKey[] {
  const { loadBalancerArn, targetGroupArn, endpointId, domain } = parts;
  const keys: PartKey[] = [];
  const add = (kind: PartKind, resource: string) =>
    keys.push({ kind, resource });
  if (loadBalancerArn) {
    add('balancer', loadBalancerArn);
    add('listeners', loadBalancerArn);
  }
  if (targetGroupArn) {
    add('targets', [targetGroupArn, endpointId].filter(Boolean).join(' '));
  } else if (endpointId) {
    add('endpoint', endpointId);
  }
  if (domain) {
    const name = domain.id ? `${domain.name}+${domain.id}` : domain.name;
    add('domain', name);
    add('mappings', name);
    if (domain.arn) add('associations', domain.arn);
  }
  return keys;
}

/**
 * The certificates that callers of the entry see, by what the other parts report: the one of the listener, and without a
 * load balancer the one of the domain. A load balancer does not verify the certificate of the domain.
 */
export function certificateKeysOf(
  parts: ReadonlyArray<{ key: PartKey; part: Known<unknown> }>,
): PartKey[] {
  const arns = parts.flatMap(({ key, part }) => {
    if (key.kind === 'listeners') {
      return ((part.value ?? []) as ListenerState[]).map(
        one => one.certificateArn,
      );
    }
    return key.kind === 'domain' && key.resource.includes('+')
      ? [(part.value as DomainState | null | undefined)?.certificateArn]
      : [];
  });
  // A certificate of IAM cannot be described by ACM.
  return [...new Set(arns)]
    .filter(arn => arn !== undefined && /^arn:[^:]+:acm:/.test(arn))
    .map(resource => ({ kind: 'certificate', resource: resource! }));
}
