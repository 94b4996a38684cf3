import { Rule, whyUnknown } from '../rule';

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
          yield {
            ...base,
            status: 'proven',
            message: `${api.id} is associated with a VPC endpoint.`,
          };
        }
      }
    }
  },
};
