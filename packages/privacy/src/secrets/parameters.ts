import { parametersOf } from '@private-serverless/template';
import type { Observation } from '../rule';
import type { Template } from '../template/Template';
import { canBeSecret, secretFormat } from './formats';
import { suggestsSecret } from './names';

/** Parameters that show a secret: without NoEcho, or by their default. */
export function* inParameters(template: Template): Iterable<Observation> {
  for (const [name, parameter] of parametersOf(template.root)) {
    const { type = 'String', default: text = '', noEcho, line } = parameter;
    const at = { path: `Parameters.${name}`, line };
    const base = { status: 'violated', resource: name, at } as const;
    const format = secretFormat(text);
    const isSecret = type === 'String' && suggestsSecret(name);
    if (format || ((noEcho || isSecret) && canBeSecret(text))) {
      yield {
        ...base,
        message: `The default of the parameter ${name} shows ${
          format ?? 'a secret'
        } in the template.`,
        fix: 'Remove the default. Replace the value that was shown.',
      };
    } else if (
      isSecret &&
      !noEcho &&
      text === '' &&
      !isSwitch(parameter.allowedValues)
    ) {
      yield {
        ...base,
        message: `The parameter ${name} shows a secret: it has no NoEcho.`,
        fix: 'Set NoEcho to true, or pass the ARN of a secret in Secrets Manager.',
      };
    }
  }
}

function isSwitch(allowed: readonly string[] | undefined): boolean {
  return allowed !== undefined && !allowed.some(canBeSecret);
}
