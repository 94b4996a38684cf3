import { Identity, Properties, Value } from '../account/Account';
import { asList, asMap, asText } from '../account/values';
import { validationError } from '../protocol/errors';
import { evaluatorFor } from './evaluation';
import { Stack } from './Stack';
import { Desired } from './types';

/**
 * Checks the assertions of the template's `Rules` section against the parameter
 * values. A rule with a condition that is false does not apply.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 *
 * @throws AwsError `ValidationError` with the description of the first failed assertion
 */
export function checkRules(
  stack: Stack,
  desired: Desired,
  identity: Identity,
): void {
  const evaluator = evaluatorFor(stack, desired, identity);
  const holds = (condition: Value | undefined): boolean =>
    condition === undefined || String(evaluator.value(condition)) === 'true';
  for (const [name, rule] of Object.entries(desired.template.rules ?? {})) {
    const { RuleCondition, Assertions } = asMap(rule);
    if (!holds(RuleCondition)) continue;
    for (const assertion of asList(Assertions).map(asMap)) {
      if (!holds(assertion.Assert)) throw failed(name, assertion);
    }
  }
}

function failed(name: string, { AssertDescription }: Properties) {
  return validationError(
    `Template error: Rule ${name} failed: ${
      asText(AssertDescription) ?? 'an assertion is false'
    }`,
  );
}
