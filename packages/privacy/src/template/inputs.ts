import { type Node, parametersOf } from '@private-serverless/template';

/** A parameter whose default was assumed. @public */
export type Assumption = {
  parameter: string;
  /** The default. `****` for a parameter with NoEcho. */
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
      inputs[name] = parameter.noEcho ? hidden : given[name];
    } else if (
      parameter.default !== undefined &&
      !parameter.type?.startsWith('AWS::SSM::Parameter::Value')
    ) {
      const value = parameter.noEcho ? hidden : parameter.default;
      assumptions.push({ parameter: name, value });
    }
  }
  return { inputs, assumptions };
}
