import {
  type Node,
  type Parameter,
  parametersOf,
  type Warning,
} from '@private-serverless/template';
import { secretFormat } from '../secrets/formats';
import { suggestsSecret } from '../secrets/names';

/** A parameter whose default was assumed. @public */
export type Assumption = {
  parameter: string;
  /** The default. `****` for a parameter with NoEcho, or one that looks like a secret. */
  value: string;
};

const hidden = '****';

/**
 * The values of the parameters that a template is judged with.
 *
 * @param given - the values for a deploy. Values of parameters that the template does not declare are left out
 */
export function inputsOf(
  root: Node,
  given: Readonly<Record<string, string>>,
): { inputs: Record<string, string>; assumptions: Assumption[] } {
  const inputs: Record<string, string> = {};
  const assumptions: Assumption[] = [];
  for (const [name, parameter] of parametersOf(root)) {
    if (Object.hasOwn(given, name)) {
      inputs[name] = shown(parameter, given[name]);
    } else if (
      parameter.default !== undefined &&
      !parameter.type?.startsWith('AWS::SSM::Parameter::Value')
    ) {
      const value = shown(parameter, parameter.default);
      assumptions.push({ parameter: name, value });
    }
  }
  return { inputs, assumptions };
}

/**
 * Warnings for given values that the template has no parameter for: nothing uses them, often because of a misspelled name.
 * CloudFormation rejects them. Parameter names are case-sensitive.
 */
export function unusedInputs(
  root: Node,
  given: Readonly<Record<string, string>>,
): Array<Omit<Warning, 'line'>> {
  const declared = [...parametersOf(root).keys()];
  const known = new Set(declared);
  return Object.keys(given)
    .filter(name => !known.has(name))
    .map(name => {
      const same = declared.find(
        one => one.toLowerCase() === name.toLowerCase(),
      );
      const fix = same
        ? `Its parameter is ${same}.`
        : 'Correct the name, or remove the value.';
      return {
        path: 'Parameters',
        message: `The template has no parameter ${name}, so its value is not used. ${fix}`,
      };
    });
}

/** A value as the verdict shows it. A secret without NoEcho is a finding of PS34, and the verdict must not spread it. */
function shown({ name, noEcho }: Parameter, value: string): string {
  return noEcho || suggestsSecret(name) || secretFormat(value) !== undefined
    ? hidden
    : value;
}
