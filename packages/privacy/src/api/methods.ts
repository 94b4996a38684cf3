import type { Resource, Template } from '../template/Template';
import { type ApiMethod, authorizationOf } from './ApiMethod';
import { bodyMethods } from './bodyMethods';
import { pathOf } from './paths';

/** The methods of a REST API, as resources and in its OpenAPI body. */
export function methodsOf(template: Template, api: Resource): ApiMethod[] {
  return [
    ...template
      .ofType('AWS::ApiGateway::Method')
      .filter(method =>
        template
          .property(method, 'RestApiId')
          .some(value => value.kind === 'reference' && value.id === api.id),
      )
      .flatMap(method => ofResource(template, method)),
    ...bodyMethods(template, api),
  ];
}

function ofResource(template: Template, method: Resource): ApiMethod[] {
  const [verb] = template.property(method, 'HttpMethod');
  const [parent] = template.property(method, 'ResourceId');
  return template.property(method, 'AuthorizationType').map(
    (value): ApiMethod => ({
      resource: method,
      at: value.kind === 'absent' ? method.node : value.at,
      verb: verb.kind === 'scalar' ? verb.text.toUpperCase() : undefined,
      path: pathOf(template, parent),
      authorization: authorizationOf(value),
    }),
  );
}
