import type { Node } from '@private-serverless/template';
import type { Template } from '../template/Template';
import type { Known } from './KnownNetwork';
import type { FactsEndpoint } from './NetworkFacts';
import { usesOf } from './uses';

/** An endpoint outside the template that the template uses, or why it is not known. */
export type UsedEndpoint = {
  endpoint: Known<FactsEndpoint>;
  /** Who uses it: a clause such as "Api uses vpce-1". */
  subject: string;
  /** Logical ID of the first resource that uses it. */
  resource: string;
  at: Node;
};

/**
 * The endpoints that a template uses and does not have, each once: those that it is associated with, and those in its policies
 * that are of this network. Another endpoint in a policy belongs to a consumer in another network.
 */
export function endpointsInUse(template: Template): UsedEndpoint[] {
  const seen = new Set<string>();
  return usesOf(template).flatMap((use): UsedEndpoint[] => {
    if (use.kind !== 'endpoint' || use.is === 'inside') return [];
    // A route leads to an endpoint of an appliance, which has no policy.
    if (use.user.lowerType === 'aws::ec2::route') return [];
    const endpoint: Known<FactsEndpoint> =
      use.is === 'outside'
        ? template.network.endpoint(use.id)
        : { why: `its ID ${use.why}` };
    if (endpoint.why !== undefined && !use.byName) return [];
    const key = use.is === 'outside' ? use.id : use.why;
    if (seen.has(key)) return [];
    seen.add(key);
    const name = use.is === 'outside' ? use.id : 'an endpoint';
    return [
      {
        endpoint,
        subject: `${use.user.id} uses ${name}`,
        resource: use.user.id,
        at: use.at,
      },
    ];
  });
}

/** Whether an endpoint leads to private APIs. In China, names of services start with `cn.`. */
export function leadsToApis({ service, type }: FactsEndpoint): boolean {
  return (
    type === 'Interface' &&
    /^(cn\.)?com\.amazonaws\.[a-z]+(-[a-z]+)+-\d+\.execute-api$/.test(service)
  );
}
