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

function isAlways({ values }: ConditionTest, text: string): boolean {
  return (
    values.length > 0 &&
    values.every(
      value => value.kind === 'scalar' && value.text.toLowerCase() === text,
    )
  );
}
