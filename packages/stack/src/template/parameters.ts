import type { Parameter } from '@private-serverless/template';
import { StackError } from '../session/StackError';
import { isRecord } from '../session/isRecord';
import { hidden } from '../session/redaction/secretNames';
import type { Template } from './parse';

/** One parameter of a change set request. */
export type ChangeSetParameter = {
  ParameterKey: string;
  ParameterValue?: string;
  UsePreviousValue?: boolean;
};

/** Types that CloudFormation resolves from a name, so that their default is not a literal value. */
const isSsmType = (type: string | undefined) =>
  type?.startsWith('AWS::SSM::Parameter') ?? false;

/**
 * Determines the value of each parameter: the given value, otherwise the default of the template, otherwise (in an
 * update) the value that the stack has.
 *
 * @param options.filled - parameters that the deploy sets: the artifact bucket and the keys of the assets
 * @param options.previous - the parameters of the existing stack; empty for a new stack
 * @throws StackError `input` that names every missing and every unknown parameter
 */
export function completeParameters(options: {
  template: Template;
  given: Record<string, string>;
  filled: Record<string, string>;
  previous: Record<string, string>;
}): { changeSet: ChangeSetParameter[]; effective: Record<string, string> } {
  const { template, given, filled, previous } = options;
  const declared = template.parameters;
  const names = [...declared.keys()];

  const problems: string[] = [];
  const unknown = Object.keys(given).filter(name => !declared.has(name));
  if (unknown.length) {
    problems.push(
      `the template has no parameter ${unknown.join(', ')} (it has: ${
        names.join(', ') || 'none'
      }). Remove it from the parameters, or declare it in the template`,
    );
  }
  for (const [name, value] of Object.entries(filled)) {
    if (Object.hasOwn(given, name) && given[name] !== value) {
      problems.push(
        `parameter ${name}: the deploy sets it to ${value}, but the given value is ${
          declared.get(name)?.noEcho ? hidden : given[name]
        }. Remove it from the parameters`,
      );
    }
  }
  const missing = missingParameters(options);
  if (missing.length) {
    problems.push(
      `parameter ${missing.join(
        ', ',
      )} has no value and no default. Add it to the parameters`,
    );
  }
  if (problems.length) {
    throw new StackError(
      'input',
      `Template ${template.path}: ${problems.join('; ')}.`,
      { option: 'parameters' },
    );
  }

  const changeSet: ChangeSetParameter[] = [];
  const effective: Record<string, string> = {};
  for (const name of names) {
    const value = ownValue(filled, name) ?? ownValue(given, name);
    const { default: fallback, type } = declared.get(name)!;
    if (value !== undefined) {
      changeSet.push({ ParameterKey: name, ParameterValue: value });
      effective[name] = value;
    } else if (fallback === undefined) {
      changeSet.push({ ParameterKey: name, UsePreviousValue: true });
      effective[name] = ownValue(previous, name)!;
    } else if (!isSsmType(type)) {
      effective[name] = fallback;
    }
  }
  return { changeSet, effective };
}

/**
 * The parameters of a template that have no value: neither a given one, nor one of the stack or a default.
 *
 * @param options - as of {@link completeParameters}
 */
export function missingParameters({
  template,
  given,
  filled,
  previous,
}: Parameters<typeof completeParameters>[0]): string[] {
  return [...template.parameters]
    .filter(
      ([name, { default: fallback }]) =>
        ![given, filled, previous].some(one => Object.hasOwn(one, name)) &&
        fallback === undefined,
    )
    .map(([name]) => name);
}

/** Reads own members only, because a parameter can have a name such as `constructor`. */
function ownValue<T>(values: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** The parameters whose values must not be shown. */
export function noEchoParameters(template: Template): Parameter[] {
  return [...template.parameters.values()].filter(({ noEcho }) => noEcho);
}

/** Shorter values occur in too many ordinary words to be hidden everywhere. */
const minHiddenLength = 4;

/**
 * The known values of the NoEcho parameters, and the items of lists, the longest first.
 *
 * @param given - values by parameter name
 */
export function noEchoValues(
  template: Template,
  given: Record<string, string> = {},
): string[] {
  const values = noEchoParameters(template)
    .map(({ name, default: fallback }) =>
      String(ownValue(given, name) ?? fallback ?? ''),
    )
    .flatMap(value => [value, ...value.split(',')])
    // JSON escapes quotes and backslashes.
    .flatMap(value => [value, JSON.stringify(value).slice(1, -1)])
    .filter(value => value.length >= minHiddenLength);
  // One value may be the beginning of another.
  return [...new Set(values)].sort((one, other) => other.length - one.length);
}

/** The parameter of the template that a property refers to with `Ref`, if it does. */
export function referredParameter(
  template: Template,
  property: unknown,
): string | undefined {
  if (!isRecord(property) || typeof property.Ref !== 'string') return undefined;
  return template.parameters.has(property.Ref) ? property.Ref : undefined;
}
