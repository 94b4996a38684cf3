import { StackError } from '../session/StackError';
import { formatOptionPlainly, type OptionName } from '../session/optionNames';
import type { DeployOptions } from './options';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
const stackNamePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
const tokenPattern = /^[a-zA-Z][-a-zA-Z0-9]{0,63}$/;

/** @throws StackError `input` that names the option, the value and the fix */
export function checkOptions(options: DeployOptions) {
  const { stackName, token, parameters = {}, tags = {} } = options;
  const { formatOption = formatOptionPlainly } = options;
  const reject = (option: OptionName, problem: string) =>
    new StackError('input', `${formatOption(option, [])}${problem}`, {
      option,
    });
  if (!stackNamePattern.test(stackName)) {
    throw reject(
      'stackName',
      `: '${stackName}' is not a valid CloudFormation stack name. Use at most 128 letters, digits and hyphens, and start with a letter.`,
    );
  }
  if (token !== undefined && !tokenPattern.test(token)) {
    throw reject(
      'token',
      `: '${token}' is not a valid client token. Use at most 64 letters, digits and hyphens, and start with a letter.`,
    );
  }
  if (options.forceRollback && options.skipResources?.length) {
    throw reject(
      'forceRollback',
      ` skips every resource that cannot be rolled back. Use it without ${formatOption(
        'skipResources',
        [],
      )}.`,
    );
  }
  for (const [option, values] of [
    ['parameters', parameters],
    ['tags', tags],
  ] as const) {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') continue;
      throw reject(
        option,
        `.${name} must be a string, not ${JSON.stringify(value)}.`,
      );
    }
  }
}
