import type { Value } from '@private-serverless/template';
import { leadsToApis } from '../network/endpoints';
import { meaning } from '../network/uses';
import { Observation, Rule, whyUnknown } from '../rule';
import type { Template } from '../template/Template';

/** PS14: every REST API is associated with a VPC endpoint. */
export const endpointAssociation: Rule = {
  id: 'PS14',
  title: 'APIs are associated with their VPC endpoint',
  severity: 'M',
  why: 'The host name {apiId}-{vpceId}, which works from every network that reaches the endpoint, requires the association.',
  fix: 'List the endpoint in EndpointConfiguration.VpcEndpointIds.',
  *check(template) {
    for (const api of template.ofType('AWS::ApiGateway::RestApi')) {
      for (const ids of template.property(
        api,
        'EndpointConfiguration',
        'VpcEndpointIds',
      )) {
        const base = { resource: api.id, at: ids.at };
        const items = template.items([ids]);
        const certain =
          ids.kind !== 'list' ||
          ids.items.some(item =>
            template.values(item).every(value => value.kind !== 'absent'),
          );
        const unknown = items.find(
          ({ kind }) => kind !== 'scalar' && kind !== 'reference',
        );
        if (unknown) {
          yield {
            ...base,
            status: 'unproven',
            message: `Cannot determine the endpoints of ${
              api.id
            }: the value ${whyUnknown(unknown)}.`,
          };
        } else if (items.length === 0 || !certain) {
          yield {
            ...base,
            status: 'violated',
            message: `${api.id} is not associated with a VPC endpoint.`,
          };
        } else {
          yield* assessEndpoints(template, base, items);
        }
      }
    }
  },
};

/** One endpoint that certainly leads to the API is enough. An endpoint of another service is always wrong. */
function* assessEndpoints(
  template: Template,
  { resource, at }: Pick<Observation, 'resource' | 'at'>,
  items: readonly Value[],
): Iterable<Observation> {
  const unproven: Observation[] = [];
  let proven: Observation | undefined;
  for (const item of items) {
    const endpoint = meaning(template, 'endpoint', item);
    const known =
      endpoint.is === 'outside'
        ? template.network.endpoint(endpoint.id)
        : undefined;
    if (endpoint.is === 'inside') {
      proven ??= {
        status: 'proven',
        resource,
        at,
        message: `${resource} is associated with ${endpoint.id}.`,
      };
    } else if (known?.value && !leadsToApis(known.value)) {
      yield {
        status: 'violated',
        resource,
        at: item.at,
        message: `${resource} is associated with ${known.value.id}, which is an endpoint of ${known.value.service}, ${template.network.source}.`,
        fix: 'Use the interface endpoint of execute-api.',
      };
    } else if (known?.value) {
      proven ??= {
        status: 'proven',
        resource,
        at,
        message: `${resource} is associated with ${known.value.id}, ${template.network.source}.`,
      };
    } else {
      const id = endpoint.is === 'outside' ? endpoint.id : 'an endpoint';
      const why =
        endpoint.is === 'unknown' ? `its ID ${endpoint.why}` : known?.why;
      unproven.push({
        status: 'unproven',
        resource,
        at: item.at,
        message: `Cannot determine whether ${id} leads to ${resource}: ${why}.`,
        fix: template.network.advice,
      });
    }
  }
  yield* proven ? [proven] : unproven;
}
