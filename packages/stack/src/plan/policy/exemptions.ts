import { shownValue } from '../view/references';
import type { StackView } from '../view/StackView';
import { uncovered } from './covers';
import type { Statement, Test } from './Statement';
import { statementText } from './statementText';

/** Whether an operator matches when none of the values is equal. */
const isNegative = ({ operator }: Test) =>
  /Not(Equals|Like|IpAddress)/.test(operator);

/**
 * What a denial no longer denies. If another denial differs only in its conditions, the text names the requests that
 * are newly exempt; otherwise the text is that of the whole denial.
 *
 * @param denial - what the other statements do not cover
 */
export function noLongerDenied(
  denial: Statement,
  others: readonly Statement[],
  view: StackView,
): string {
  for (const other of others) {
    const exempt = exemptions(denial, other);
    if (exempt) {
      const text = exempt
        .map(
          ({ key, values }) =>
            `${key} is ${values
              .map(value => shownValue(value, view))
              .join(' or ')}`,
        )
        .join(', or if ');
      return `${statementText({ ...denial, tests: [] }, view)} if ${text}`;
    }
  }
  return statementText(denial, view);
}

/** The values that another denial exempts in addition. Undefined if it differs in more than the values of conditions. */
function exemptions(
  denial: Statement,
  other: Statement,
): Array<{ key: string; values: string[] }> | undefined {
  const withoutTests = { ...other, tests: [] };
  const isSame =
    other.tests.length === denial.tests.length &&
    uncovered(denial, [withoutTests]) === undefined;
  if (!isSame) return undefined;
  const exempt = [];
  for (const test of denial.tests) {
    const match = other.tests.find(
      ({ operator, key }) => operator === test.operator && key === test.key,
    );
    if (!match) return undefined;
    const [more, fewer] = isNegative(test)
      ? [match.values, test.values]
      : [test.values, match.values];
    const values = more.filter(value => !fewer.includes(value));
    if (values.length > 0) exempt.push({ key: test.key, values });
  }
  return exempt.length > 0 ? exempt : undefined;
}
