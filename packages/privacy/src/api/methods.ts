import type { Node, Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';
import { bodyMethods } from './bodyMethods';
import { pathOf } from './paths';

/** A method of a REST API, in one alternative. */
export type ApiMethod = {
  /** The resource that has the method: a method, or an API with a body. */
  resource: Resource;
  at: Node;
  /** Such as `GET` or `ANY`. Undefined if it cannot be determined. */
  verb?: string;
  /** Such as `/items/{id}`. Undefined if it cannot be determined. */
  path?: string;
  authorization: Authorization;
};

/** What a method requires of its caller: `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS` or `NONE`, or why that is not known. */
export type Authorization = { type: string } | { why: string };

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

/** Without a type, a method requires no authorization. */
export function authorizationOf(value: Value): Authorization {
  if (value.kind === 'absent') return { type: 'NONE' };
  if (value.kind === 'scalar') return { type: value.text };
  return { why: value.kind === 'unknown' ? value.why : 'is not a string' };
}
