import type { Truth, Value } from '@private-serverless/template';
import { existsWith } from '../template/existence';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';

/** Types that make a log group with a retention period. The AWS CDK writes the custom resource. */
const groupTypes = ['AWS::Logs::LogGroup', 'Custom::LogRetention'];

type Groups = {
  byId: ReadonlyMap<string, Resource>;
  byName: ReadonlyMap<string, Resource>;
  /** Whether a group has a name that is not known. */
  isUnclear: boolean;
};

const groupsOf = oncePerTemplate((template): Groups => {
  const all = template.ofType(...groupTypes);
  const named = all.flatMap(group =>
    template
      .property(group, 'LogGroupName')
      .map((name): [Value, Resource] => [name, group]),
  );
  return {
    byId: new Map(all.map(group => [group.id, group])),
    byName: new Map(
      named.flatMap(([name, group]) =>
        name.kind === 'scalar' ? [[name.text, group] as const] : [],
      ),
    ),
    isUnclear: named.some(([{ kind }]) => kind === 'unknown'),
  };
});

/**
 * Whether the template declares the log group of a function. Undefined if it cannot be determined.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export function declaresLogGroup(template: Template, lambda: Resource): Truth {
  const groups = groupsOf(template);
  const exists = (group: Resource | undefined): Truth => {
    if (group) return existsWith(template, group, lambda);
    return groups.isUnclear ? undefined : false;
  };
  const truths = template
    .property(lambda, 'LoggingConfig', 'LogGroup')
    .map((value): Truth => {
      switch (value.kind) {
        case 'reference':
          return groups.byId.has(value.id);
        case 'scalar':
          return exists(groups.byName.get(value.text));
        case 'absent':
          return exists(
            defaultNames(template, lambda)
              .map(name => groups.byName.get(name))
              .find(group => group !== undefined),
          );
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
