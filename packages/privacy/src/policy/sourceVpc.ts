import { ConditionTest } from './conditions';
import { isOneText, namesItself } from './specific';

/** Condition keys with the source of a request to a private API. */
const sourceKeys = ['aws:sourcevpce', 'aws:sourcevpc'];

/**
 * Operators that match only if a value is equal. The `…IfExists` and
 * `ForAllValues:` forms also match a request without the key.
 */
const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;
/** Operators that match if no value is equal, including a request without the key. */
const negative =
  /^(StringNotEquals|StringNotEqualsIgnoreCase|StringNotLike)(IfExists)?$/;

/** Whether a test or a statement restricts the source of a request: `yes`, `no`, or why this cannot be determined. */
export type Restriction = 'yes' | 'no' | { why: string };

/**
 * Whether a condition key contains the source of a request.
 *
 * @param key - in lowercase
 */
export function isSourceKey(key: string): boolean {
  return sourceKeys.includes(key);
}

/** Whether a test in an Allow restricts the source. */
export function restrictionOfAllowTest(test: ConditionTest): Restriction {
  return isSourceKey(test.key) &&
    positive.test(test.operator) &&
    !test.mayVanish
    ? restrictionOfValues(test)
    : 'no';
}

/** Whether a test in a Deny exempts only named sources. */
export function restrictionOfDenyTest(test: ConditionTest): Restriction {
  return isSourceKey(test.key) && negative.test(test.operator)
    ? restrictionOfValues(test)
    : 'no';
}

function restrictionOfValues(test: ConditionTest): Restriction {
  const { operator, values } = test;
  if (values.length === 0) return 'no';
  const wild = /Like/.test(operator);
  let why: string | undefined;
  for (const value of values) {
    if (value.kind === 'unknown') {
      if (!isOneText(value, operator)) why ??= value.why;
    } else if (value.kind === 'list' || value.kind === 'map') {
      why ??= 'is not a string';
    } else if (
      namesItself(test, value) ||
      (value.kind === 'scalar' && wild && /[*?]/.test(value.text))
    ) {
      return 'no';
    }
  }
  return why === undefined ? 'yes' : { why };
}
