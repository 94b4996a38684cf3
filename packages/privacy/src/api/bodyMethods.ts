import type { Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';
import {
  type ApiMethod,
  type Authorization,
  authorizationOf,
} from './ApiMethod';

const verbs =
  /^(get|put|post|delete|options|head|patch|x-amazon-apigateway-any-method)$/i;
const noType: Authorization = { type: 'NONE' };

/**
 * The methods in the OpenAPI body of an API.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function bodyMethods(template: Template, api: Resource): ApiMethod[] {
  const unclear = (at: ApiMethod['at'], why: string): ApiMethod => ({
    resource: api,
    at,
    authorization: { why },
  });
  const inStorage = template
    .property(api, 'BodyS3Location')
    .filter(({ kind }) => kind !== 'absent')
    .map(({ at }) => unclear(at, 'comes from an OpenAPI document in S3'));
  const inBody = template.property(api, 'Body').flatMap(body => {
    if (body.kind === 'absent') return [];
    if (body.kind === 'unknown') return [unclear(body.at, body.why)];
    return template
      .child(body, 'paths')
      .flatMap(paths => ofPaths(template, api, body, paths));
  });
  return [...inStorage, ...inBody];
}

function ofPaths(
  template: Template,
  api: Resource,
  body: Value,
  paths: Value,
): ApiMethod[] {
  if (paths.kind !== 'map') return [];
  return [...paths.entries].flatMap(([path, item]) =>
    template.values(item).flatMap(operations =>
      operations.kind !== 'map'
        ? []
        : [...operations.entries]
            .filter(([name]) => verbs.test(name))
            .flatMap(([name, node]) =>
              template.values(node).map(
                (operation): ApiMethod => ({
                  resource: api,
                  at: operation.at,
                  verb: name.startsWith('x-') ? 'ANY' : name.toUpperCase(),
                  path,
                  authorization: ofOperation(template, body, operation),
                }),
              ),
            ),
    ),
  );
}

function ofOperation(
  template: Template,
  body: Value,
  operation: Value,
): Authorization {
  if (operation.kind === 'unknown') return { why: operation.why };
  const [type] = template
    .child(operation, 'x-amazon-apigateway-auth')
    .flatMap(auth => template.child(auth, 'type'));
  if (type.kind !== 'absent') return authorizationOf(type);
  const [own] = template.child(operation, 'security');
  const [common] = template.child(body, 'security');
  return ofSecurity(template, body, own.kind === 'absent' ? common : own);
}

/** The first scheme decides, because API Gateway uses one authorizer for each method. */
function ofSecurity(
  template: Template,
  body: Value,
  security: Value,
): Authorization {
  if (security.kind === 'unknown') return { why: security.why };
  const [first] = template.items([security]);
  if (first?.kind !== 'map') return noType;
  const types = [...first.entries.keys()].map(name =>
    ofScheme(
      schemesOf(template, body).flatMap(all => template.child(all, name)),
      template,
    ),
  );
  return types.find(one => 'why' in one || one.type !== 'NONE') ?? noType;
}

function schemesOf(template: Template, body: Value): Value[] {
  return [
    ...template.child(body, 'securityDefinitions'),
    ...template
      .child(body, 'components')
      .flatMap(one => template.child(one, 'securitySchemes')),
  ];
}

function ofScheme(schemes: Value[], template: Template): Authorization {
  const scheme = schemes.find(({ kind }) => kind !== 'absent');
  if (scheme?.kind === 'unknown') return { why: scheme.why };
  if (scheme === undefined) return noType;
  const [type] = template.child(scheme, 'x-amazon-apigateway-authtype');
  const [authorizer] = template.child(scheme, 'x-amazon-apigateway-authorizer');
  if (type.kind === 'scalar' && /^awsSigv4$/i.test(type.text)) {
    return { type: 'AWS_IAM' };
  }
  if (type.kind === 'unknown') return { why: type.why };
  // An API key alone does not authorize anybody.
  return { type: authorizer.kind === 'absent' ? 'NONE' : 'CUSTOM' };
}
