import {
  type Node,
  type Parameter,
  parametersOf,
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

/** A value as the verdict shows it. A secret without NoEcho is a finding of PS34, and the verdict must not spread it. */
function shown({ name, noEcho }: Parameter, value: string): string {
  return noEcho || suggestsSecret(name) || secretFormat(value) !== undefined
    ? hidden
    : value;
}
