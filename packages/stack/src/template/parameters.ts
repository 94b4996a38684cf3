import type { Parameter } from '@private-serverless/template';
import { StackError } from '../errors';
import { hidden } from '../secrets';
import { isRecord, type Template } from './parse';

/** One parameter as a change set takes it. */
export type ChangeSetParameter = {
  ParameterKey: string;
  ParameterValue?: string;
  UsePreviousValue?: boolean;
};

/** Types that CloudFormation resolves itself from a name; their default is no literal value. */
const isSsmType = (type: string | undefined) =>
  type?.startsWith('AWS::SSM::Parameter') ?? false;

/**
 * Puts together what the template's parameters get: the given value, else (in an update) the value the
 * stack has where the template has no default, else the template's default.
 *
 * @param filled - parameters that the deploy itself fills (artifact bucket, code keys)
 * @param previous - the existing stack's parameters; empty for a new stack
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
      }); remove it from the parameters or declare it`,
    );
  }
  for (const [name, value] of Object.entries(filled)) {
    if (Object.hasOwn(given, name) && given[name] !== value) {
      problems.push(
        `parameter ${name} is filled by the deploy (${value}), not by hand (${
          declared.get(name)?.noEcho ? hidden : given[name]
        }); remove it from the parameters`,
      );
    }
  }
  const missing = names.filter(
    name =>
      !Object.hasOwn(given, name) &&
      !Object.hasOwn(filled, name) &&
      !Object.hasOwn(previous, name) &&
      declared.get(name)?.default === undefined,
  );
  if (missing.length) {
    problems.push(
      `parameter ${missing.join(
        ', ',
      )} has no value and no default; give it in the parameters`,
    );
  }
  if (problems.length) {
    throw new StackError(
      'input',
      `Template ${template.path}: ${problems.join('; ')}.`,
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

/** A parameter may be called `constructor`. */
function ownValue<T>(values: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** The parameters whose values must not be shown. */
export function noEchoParameters(template: Template): Parameter[] {
  return [...template.parameters.values()].filter(({ noEcho }) => noEcho);
}

/** Shorter values are in too many words to be hidden everywhere. */
const shortestHidden = 4;

/**
 * The values of the template's NoEcho parameters, as far as this deploy knows them, and the items of lists; the longest
 * first.
 * @param given - by parameter name
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
    // In JSON a quote or a backslash in it is escaped.
    .flatMap(value => [value, JSON.stringify(value).slice(1, -1)])
    .filter(value => value.length >= shortestHidden);
  // One may be the beginning of another.
  return [...new Set(values)].sort((one, other) => other.length - one.length);
}

/** The parameter that a property refers to with `Ref`, if it is one of the template's. */
export function referredParameter(
  template: Template,
  property: unknown,
): string | undefined {
  if (!isRecord(property) || typeof property.Ref !== 'string') return undefined;
  return template.parameters.has(property.Ref) ? property.Ref : undefined;
}
