import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';

/** Whether a statement may allow something. True unless it certainly denies. */
export function mayAllow(template: Template, statement: Value): boolean {
  return !certainlyDenies(template, statement);
}

/** Whether a statement certainly denies. IAM compares the effect case-sensitively, so `deny` does not count. */
export function certainlyDenies(template: Template, statement: Value): boolean {
  return template
    .child(statement, 'Effect')
    .every(effect => effect.kind === 'scalar' && effect.text === 'Deny');
}

/** Three-valued `some`: true if one is true, false if all are false, otherwise undefined. */
export function some(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/** Three-valued `every`: true if all are true, false if one is false, otherwise undefined. */
export function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** Three-valued `not`. */
export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** Tests a string. Undefined for an unknown value. */
export function testText(value: Value, test: (text: string) => boolean): Truth {
  if (value.kind === 'scalar') {
    // A value that is known only to AWS is specific. It is replaced, because
    // its colons must not count as those of the ARN.
    return test(value.text.replace(/\$\{[^}]*\}/g, 'x'));
  }
  // A reference is specific: its value has no wildcard.
  return value.kind === 'reference' ? false : undefined;
}

/** Whether a statement applies to everyone. `NotPrincipal` counts as everyone, because it only names exceptions. */
export function isForEveryone(template: Template, statement: Value): Truth {
  if (isPresent(template, statement, 'NotPrincipal')) return true;
  return some(
    template.child(statement, 'Principal').flatMap(principal => {
      if (principal.kind !== 'map') {
        return testPrincipals(template, [principal]);
      }
      return [...principal.entries.keys()].flatMap(kind =>
        testPrincipals(template, template.child(principal, kind)),
      );
    }),
  );
}

/**
 * Whether a Deny certainly applies to everyone: its principal is `*`, or has `*` under `AWS`. A star under another kind, such as
 * `Service`, leaves the callers of other kinds out, and so does a wildcard in an ARN.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function isDeniedToEveryone(
  template: Template,
  statement: Value,
): boolean {
  const principals = template.child(statement, 'Principal');
  return (
    principals.length > 0 &&
    principals.every(principal => {
      if (isStar(principal)) return true;
      const accounts = template.child(principal, 'AWS');
      return (
        accounts.length > 0 && accounts.every(one => hasStar(template, one))
      );
    })
  );
}

/** Whether a value is a star, or a list that certainly has one. */
function hasStar(template: Template, value: Value): boolean {
  if (value.kind !== 'list') return isStar(value);
  return value.items.some(item => template.values(item).every(isStar));
}

function isStar(value: Value): boolean {
  return value.kind === 'scalar' && value.text === '*';
}

function testPrincipals(template: Template, values: Value[]): Truth[] {
  return template.items(values).map(value => testText(value, isEveryone));
}

/** IAM rejects a wildcard inside a principal. If it did not, one in place of the account would be everybody. */
function isEveryone(principal: string): boolean {
  const account = principal.split(':')[4] ?? principal;
  return /[*?]/.test(account);
}

/** Whether an element such as `NotAction` is present in any alternative. */
export function isPresent(
  template: Template,
  statement: Value,
  element: string,
): boolean {
  return template.child(statement, element).some(v => v.kind !== 'absent');
}

/** Tests each value of `Action` or `Resource`. */
export function testElement(
  template: Template,
  statement: Value,
  element: 'Action' | 'Resource',
  test: (text: string) => boolean,
): Truth[] {
  return template
    .items(template.child(statement, element))
    .map(value => testText(value, test));
}

/**
 * Matches IAM's wildcards `*` and `?`, ignoring case. Fast enough, because
 * patterns are short and a run of stars counts as one.
 */
export function wildcardMatches(pattern: string, text: string): boolean {
  return expressionOf(pattern, '.', 'is').test(text);
}

/**
 * The regular expression of a pattern with IAM's wildcards. One that is longer than 512 characters matches nothing.
 * @param single - what `?` matches
 */
export function expressionOf(
  pattern: string,
  single: string,
  flags: string,
): RegExp {
  if (pattern.length > 512) return /(?!)/;
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, single);
  return new RegExp(`^${source}$`, flags);
}
