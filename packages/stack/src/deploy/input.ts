import { StackError } from '../errors';
import type { DeployOptions } from '../types';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
const stackNamePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
const tokenPattern = /^[a-zA-Z][-a-zA-Z0-9]{0,63}$/;

/** @throws StackError `input` that names the option, the value and the fix */
export function checkOptions(options: DeployOptions) {
  const { stackName, token, parameters = {}, tags = {} } = options;
  if (!stackNamePattern.test(stackName)) {
    throw new StackError(
      'input',
      `stackName '${stackName}' is no CloudFormation stack name: use a letter, then at most 127 letters, digits and hyphens.`,
    );
  }
  if (token !== undefined && !tokenPattern.test(token)) {
    throw new StackError(
      'input',
      `token '${token}' is no client token: use a letter, then at most 63 letters, digits and hyphens.`,
    );
  }
  for (const [what, values] of Object.entries({ parameters, tags })) {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') continue;
      throw new StackError(
        'input',
        `${what}.${name} must be a string, not ${JSON.stringify(value)}.`,
      );
    }
  }
}
