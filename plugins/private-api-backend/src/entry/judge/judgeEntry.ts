import {
  type Entry,
  type Hop,
  pathOf,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { EntryParts } from '../EntryParts';
import {
  type EntryState,
  maxAgeMs,
  type Part,
  type PartKind,
  type PartValues,
} from '../EntryState';
import { judgeCertificate } from './certificate';
import { judgeAssociations, judgeDomain, judgeMappings } from './domain';
import { judgeEndpoint } from './endpoint';
import { combined, type Finding, type Judgment } from './Finding';
import { judgeBalancer, judgeListeners } from './loadBalancer';
import { judgeTargets, permissionAdvice } from './targets';

/** What the findings are derived from. */
export type EntryFacts = {
  entry: Entry;
  parts: EntryParts;
  /** The URL of the service. */
  url: string;
  /** Region of the stack. */
  region: string;
  state: EntryState;
  /** Epoch milliseconds. */
  now: number;
};

/** Judges AWS's side of an entry: at most one finding for each hop. Parts that are too old, or not read, say nothing. */
export function judgeEntry(facts: EntryFacts): Finding[] {
  const findings = [
    ...balancerFindings(facts),
    ...targetFindings(facts),
    ...domainFindings(facts),
    ...certificateFindings(facts),
  ];
  return pathOf(facts.entry).flatMap(
    hop => combined(findings.filter(finding => finding.hop === hop)) ?? [],
  );
}

/** The finding of one part, if it is new enough. */
function judged<K extends PartKind>(
  { now }: EntryFacts,
  hop: Hop,
  kind: K,
  part: Part<K> | undefined,
  judge: (value: PartValues[K]) => Judgment | undefined,
): Finding[] {
  if (!part || now - part.readAt > maxAgeMs(kind)) return [];
  const judgment: Judgment | undefined =
    part.unknown === undefined
      ? judge(part.value)
      : {
          state: 'unknown',
          evidence: `Not known: ${part.unknown}.`,
          ...(part.unknown.endsWith('denied') && { advice: permissionAdvice }),
        };
  const { readAt, changedAt } = part;
  return judgment ? [{ hop, readAt, since: changedAt, ...judgment }] : [];
}

function balancerFindings(facts: EntryFacts): Finding[] {
  const { balancer, listeners } = facts.state;
  const { port } = new URL(facts.url);
  return [
    ...judged(facts, 'load-balancer', 'balancer', balancer, judgeBalancer),
    ...judged(facts, 'load-balancer', 'listeners', listeners, value =>
      judgeListeners(value, Number(port || 443)),
    ),
  ];
}

function targetFindings(facts: EntryFacts): Finding[] {
  const { entry, parts, region, state } = facts;
  const { endpointId } = parts;
  const { targets } = state;
  return [
    ...judged(
      facts,
      entry === 'alb-lambda' ? 'function' : 'target',
      'targets',
      targets,
      value => judgeTargets(value, parts, region),
    ),
    ...judged(facts, 'vpc-endpoint', 'targets', targets, ({ endpoint }) => {
      if (!endpoint || !endpointId) return undefined;
      return endpoint.unknown === undefined
        ? judgeEndpoint(endpoint.value, endpointId)
        : { state: 'unknown', evidence: `Not known: ${endpoint.unknown}.` };
    }).filter(() => targets?.unknown === undefined),
    ...judged(facts, 'vpc-endpoint', 'endpoint', state.endpoint, value =>
      endpointId ? judgeEndpoint(value, endpointId) : undefined,
    ),
  ];
}

function domainFindings(facts: EntryFacts): Finding[] {
  const { parts, state, url } = facts;
  const name = parts.domain?.name ?? '';
  return [
    ...judged(facts, 'api', 'domain', state.domain, value =>
      judgeDomain(value, name),
    ),
    ...judged(facts, 'api', 'mappings', state.mappings, value =>
      judgeMappings(value, new URL(url).pathname, parts),
    ),
    ...judged(facts, 'api', 'associations', state.associations, value =>
      judgeAssociations(value, parts),
    ),
  ];
}

/** The certificate is the one of the load balancer, and without one, of the domain, which API Gateway presents. */
function certificateFindings(facts: EntryFacts): Finding[] {
  const { entry, state, now } = facts;
  const hop = entry === 'custom-domain' ? 'api' : 'load-balancer';
  return Object.entries(state.certificates).flatMap(([arn, part]) =>
    judged(facts, hop, 'certificate', part, value =>
      judgeCertificate(value, arn, now),
    ),
  );
}
