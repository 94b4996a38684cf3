import { Properties, Value } from '../account/Account';
import { asFlag, asNumber, asText, asTexts } from '../account/values';
import { validationError } from '../protocol/errors';
import { Template } from './types';
import { isUnknown } from './unknownValue';

/** A parameter as in a request. */
export type GivenParameter = {
  ParameterKey?: string;
  ParameterValue?: string;
  UsePreviousValue?: string;
};

/**
 * The values of all parameters as strings: given, previous or default.
 *
 * @throws AwsError `ValidationError` for a missing, unknown or invalid parameter
 */
export function chooseParameters(
  template: Template,
  given: GivenParameter[],
  previous: Record<string, string> = {},
): Record<string, string> {
  const declared = template.parameters;
  const unknown = given
    .map(parameter => parameter.ParameterKey ?? '')
    .filter(key => !Object.hasOwn(declared, key));
  if (unknown.length > 0) {
    throw validationError(
      `Parameters: [${unknown.join(', ')}] do not exist in the template`,
    );
  }
  const chosen: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, declaration] of Object.entries(declared)) {
    const parameter = given.find(one => one.ParameterKey === name);
    const value =
      parameter?.UsePreviousValue === 'true'
        ? previous[name]
        : parameter?.ParameterValue ?? asDefault(declaration);
    if (value === undefined) missing.push(name);
    else chosen[name] = value;
  }
  if (missing.length > 0) {
    throw validationError(
      `Parameters: [${missing.join(', ')}] must have values`,
    );
  }
  for (const [name, value] of Object.entries(chosen)) {
    check(name, value, declared[name]);
  }
  return chosen;
}

function asDefault(declaration: Properties): string | undefined {
  const value = declaration.Default;
  return Array.isArray(value) ? asTexts(value).join(',') : asText(value);
}

/** The value of `Ref` for each parameter. Lists are split. */
export function parameterValues(
  template: Template,
  texts: Record<string, string>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      isList(template.parameters[name])
        ? text.split(',').map(item => item.trim())
        : text,
    ]),
  );
}

/** Whether a parameter's value is displayed as `****`. */
export function isSecret(template: Template, name: string): boolean {
  return asFlag(template.parameters[name]?.NoEcho) === true;
}

function isList(declaration: Properties): boolean {
  const type = asText(declaration.Type) ?? '';
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

function check(name: string, text: string, declaration: Properties): void {
  if (isUnknown(text)) return;
  const type = asText(declaration.Type) ?? '';
  if (type.startsWith('AWS::SSM::')) {
    throw validationError(
      `sandbox: type ${type} of parameter ${name} is not supported`,
    );
  }
  const described = asText(declaration.ConstraintDescription);
  const fail = (message: string): never => {
    throw validationError(
      described
        ? `Parameter ${name} failed to satisfy constraint: ${described}`
        : message,
    );
  };
  const items = isList(declaration)
    ? text.split(',').map(item => item.trim())
    : [text];
  for (const item of items) {
    checkItem(name, item, type, declaration, fail);
  }
}

function expression(name: string, pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw validationError(
      `Template format error: AllowedPattern of parameter ${name} is not a regular expression: ${pattern}`,
    );
  }
}

function checkItem(
  name: string,
  item: string,
  type: string,
  declaration: Properties,
  fail: (message: string) => never,
): void {
  const { AllowedValues, AllowedPattern } = declaration;
  if (AllowedValues && !asTexts(AllowedValues).includes(item)) {
    fail(`Parameter '${name}' must be one of AllowedValues`);
  }
  const pattern = asText(AllowedPattern);
  if (pattern && !expression(name, pattern).test(item)) {
    fail(`Parameter '${name}' must match pattern ${pattern}`);
  }
  const minLength = asNumber(declaration.MinLength);
  if (minLength !== undefined && item.length < minLength) {
    fail(`Parameter '${name}' must contain at least ${minLength} characters`);
  }
  const maxLength = asNumber(declaration.MaxLength);
  if (maxLength !== undefined && item.length > maxLength) {
    fail(`Parameter '${name}' must contain at most ${maxLength} characters`);
  }
  if (type === 'Number' || type === 'List<Number>') {
    const number = asNumber(item);
    if (number === undefined) {
      throw validationError(`Parameter '${name}' must be a number`);
    }
    const minimum = asNumber(declaration.MinValue);
    if (minimum !== undefined && number < minimum) {
      fail(`Parameter '${name}' must be a number not less than ${minimum}`);
    }
    const maximum = asNumber(declaration.MaxValue);
    if (maximum !== undefined && number > maximum) {
      fail(`Parameter '${name}' must be a number not greater than ${maximum}`);
    }
  }
}
