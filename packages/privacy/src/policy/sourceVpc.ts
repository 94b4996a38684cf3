import { ConditionTest } from './conditions';

/** Keys by which a policy says from where a private API may be called. */
const sourceKeys = ['aws:sourcevpce', 'aws:sourcevpc'];

/** Operators that let through only what equals a value. The `…IfExists` and `ForAllValues:` forms let through what has no value at all. */
const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;
/** Operators that hit everything that equals no value, also what has none. */
const negative =
  /^(StringNotEquals|StringNotEqualsIgnoreCase|StringNotLike)(IfExists)?$/;

/** Whether a test bounds where a request comes from: `yes`, `no`, or why that is not known. */
export type Bound = 'yes' | 'no' | { why: string };

/** Whether a condition key tells where a request comes from. @param key - in lower case */
export function isSourceKey(key: string): boolean {
  return sourceKeys.includes(key);
}

/** A test in an Allow. */
export function allowBound(test: ConditionTest): Bound {
  return isSourceKey(test.key) && positive.test(test.operator)
    ? valuesBound(test)
    : 'no';
}

/** A test in a Deny that hits all others. */
export function denyBound(test: ConditionTest): Bound {
  return isSourceKey(test.key) && negative.test(test.operator)
    ? valuesBound(test)
    : 'no';
}

function valuesBound({ operator, values }: ConditionTest): Bound {
  if (values.length === 0) return 'no';
  const wild = /Like/.test(operator);
  let why: string | undefined;
  for (const value of values) {
    if (value.kind === 'unknown') why ??= value.why;
    else if (value.kind === 'list' || value.kind === 'map')
      why ??= 'is no text';
    else if (value.kind === 'scalar' && wild && /[*?]/.test(value.text)) {
      return 'no';
    }
  }
  return why === undefined ? 'yes' : { why };
}
