import type { Truth, Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';

/** Types that make a log group with a retention period. The AWS CDK writes the custom resource. */
const groupTypes = ['AWS::Logs::LogGroup', 'Custom::LogRetention'];

/**
 * Whether the template declares the log group of a function. Undefined if it cannot be determined.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export function declaresLogGroup(template: Template, lambda: Resource): Truth {
  const groups = template.ofType(...groupTypes);
  const truths = template
    .property(lambda, 'LoggingConfig', 'LogGroup')
    .map((value): Truth => {
      switch (value.kind) {
        case 'reference':
          return groups.some(({ id }) => id === value.id);
        case 'scalar':
          return isNamed(template, groups, [value.text]);
        case 'absent':
          return isNamed(template, groups, defaultNames(template, lambda));
        default:
          return undefined;
      }
    });
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** The names of the log group of a function without another one. */
function defaultNames(template: Template, lambda: Resource): string[] {
  const names = template
    .property(lambda, 'FunctionName')
    .flatMap(value => (value.kind === 'scalar' ? [value.text] : []));
  return [`\${${lambda.id}}`, ...names].map(name => `/aws/lambda/${name}`);
}

function isNamed(
  template: Template,
  groups: readonly Resource[],
  names: string[],
): Truth {
  const given = groups.flatMap((group): Value[] =>
    template.property(group, 'LogGroupName'),
  );
  if (given.some(v => v.kind === 'scalar' && names.includes(v.text))) {
    return true;
  }
  return given.some(({ kind }) => kind === 'unknown') ? undefined : false;
}
