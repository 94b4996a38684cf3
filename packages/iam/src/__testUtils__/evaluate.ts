import type { PolicyDocument, Statement } from '../policyDocument';

/** Values of the placeholders in a test. */
export type Values = Record<string, string>;

/** A request as IAM evaluates it. */
export type Request = { action: string; resource: string };

/**
 * Whether a policy allows a request: a statement allows it and none denies it. Conditions are assumed to be true.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(
  policy: PolicyDocument,
  request: Request,
  values: Values,
): boolean {
  const applies = policy.Statement.filter(statement =>
    covers(statement, request, values),
  );
  return (
    applies.length > 0 && applies.every(({ Effect }) => Effect === 'Allow')
  );
}

function covers(
  { Action, Resource }: Statement,
  { action, resource }: Request,
  values: Values,
): boolean {
  return (
    Action.includes(action) &&
    [Resource].flat().some(pattern => matches(fill(pattern, values), resource))
  );
}

function fill(pattern: string, values: Values): string {
  return Object.entries(values).reduce(
    (text, [placeholder, value]) => text.replaceAll(placeholder, value),
    pattern,
  );
}

/** `*` matches any text, `?` one character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .split('')
    .map(character => {
      if (character === '*') return '.*';
      if (character === '?') return '.';
      return character.replace(/[.+^${}()|[\]\\]/, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}
