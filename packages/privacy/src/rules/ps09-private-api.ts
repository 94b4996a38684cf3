import { assessEndpointTypes } from '../network/endpointTypes';
import { Observation, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS09: the endpoint types of every REST API are exactly [PRIVATE]. */
export const privateApi: Rule = {
  id: 'PS09',
  title: 'REST APIs are private',
  severity: 'H',
  why: 'Edge-optimized and regional APIs are public. Without endpoint types, an API is edge-optimized.',
  fix: 'Set EndpointConfiguration.Types to [PRIVATE].',
  *check(template) {
    for (const api of template.ofType('AWS::ApiGateway::RestApi')) {
      for (const types of template.property(
        api,
        'EndpointConfiguration',
        'Types',
      )) {
        yield {
          ...assessEndpointTypes(
            template,
            api,
            types,
            'edge-optimized and public',
          ),
          change: {
            path: 'Properties.EndpointConfiguration.Types',
            value: ['PRIVATE'],
          },
        };
      }
      yield* assessImport(template, api);
    }
  },
};

/** The parameters of an OpenAPI import can set the endpoint type (API Gateway API reference, ImportRestApi). */
function* assessImport(
  template: Template,
  api: Resource,
): Iterable<Observation> {
  for (const value of template.property(
    api,
    'Parameters',
    'endpointConfigurationTypes',
  )) {
    if (value.kind === 'absent') continue;
    const isPrivate = value.kind === 'scalar' && value.text === 'PRIVATE';
    if (isPrivate) continue;
    yield {
      status: value.kind === 'scalar' ? 'violated' : 'unproven',
      resource: api.id,
      at: value.at,
      message:
        value.kind === 'scalar'
          ? `The import parameters of ${api.id} set the endpoint type ${value.text}.`
          : `Cannot determine the endpoint type in the import parameters of ${
              api.id
            }: the value ${whyUnknown(value)}.`,
      fix: 'Remove endpointConfigurationTypes from Parameters, or set it to PRIVATE.',
      change: {
        path: 'Properties.Parameters.endpointConfigurationTypes',
        value: 'PRIVATE',
      },
    };
  }
}
