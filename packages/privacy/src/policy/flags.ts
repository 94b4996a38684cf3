import type { Truth } from '@private-serverless/template';
import type { ConditionTest } from './conditions';

/**
 * Whether a test of an Allow excludes strangers by a flag: a file system that is used through its mount targets is used from its
 * network only.
 *
 * Source: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
 */
export function excludesByFlag(test: ConditionTest): boolean {
  return (
    test.key === 'elasticfilesystem:accessedviamounttarget' &&
    /^Bool$/i.test(test.operator) &&
    !test.mayVanish &&
    isAlways(test, 'true')
  );
}

/**
 * Whether each stranger meets a test of a Deny by a flag: no stranger is a service of AWS. A service that acts for a stranger needs
 * a statement that names the service, which is evaluated by itself.
 */
export function meetsByFlag(test: ConditionTest): Truth {
  return (
    test.key === 'aws:principalisawsservice' &&
    /^Bool(IfExists)?$/i.test(test.operator) &&
    isAlways(test, 'false')
  );
}

/**
 * Whether the tests of an Allow admit only subscriptions with mail addresses of one domain. The pattern of the address alone also
 * matches URLs, such as `https://stranger.example/x@example.com`.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
 */
export function isMailOfOneDomain(tests: readonly ConditionTest[]): boolean {
  const has = (key: string, operator: RegExp, pattern: RegExp) =>
    tests.some(
      test =>
        test.key === key &&
        operator.test(test.operator) &&
        !test.mayVanish &&
        test.values.length > 0 &&
        test.values.every(
          value => value.kind === 'scalar' && pattern.test(value.text),
        ),
    );
  return (
    has('sns:protocol', /^StringEquals$/i, /^email(-json)?$/) &&
    has('sns:endpoint', /^StringLike$/i, /^\*@[^*?]+$/)
  );
}

function isAlways({ values }: ConditionTest, text: string): boolean {
  return (
    values.length > 0 &&
    values.every(
      value => value.kind === 'scalar' && value.text.toLowerCase() === text,
    )
  );
}
