import type { Value } from '@private-serverless/template';

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const elements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** The first element of a statement that IAM does not know, such as `Principals`. What IAM makes of it is not known. */
export function unknownElement(statement: Value): string | undefined {
  return statement.kind === 'map'
    ? [...statement.entries.keys()].find(name => !elements.has(name))
    : undefined;
}
