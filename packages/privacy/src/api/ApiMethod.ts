import type { Node, Value } from '@private-serverless/template';
import type { Resource } from '../template/Template';

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

/** Without a type, a method requires no authorization. */
export function authorizationOf(value: Value): Authorization {
  if (value.kind === 'absent') return { type: 'NONE' };
  if (value.kind === 'scalar') return { type: value.text };
  return { why: value.kind === 'unknown' ? value.why : 'is not a string' };
}
