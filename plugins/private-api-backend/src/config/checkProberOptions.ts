import { InputError } from '@backstage/errors';
import {
  createProber,
  ProberOptionError,
  type ProberOptions,
} from '@private-serverless/probe';

/**
 * Checks options that only the prober can check. For example, it rejects address ranges that are too wide.
 * @param key - configuration key of the options, such as `privateApi.vantages[0]`
 * @throws InputError that names the configuration key of the option that is not valid
 */
export function checkProberOptions(
  key: string,
  options: Omit<ProberOptions, 'formatOption'>,
): void {
  try {
    createProber({
      ...options,
      formatOption: option => `${key}.${option}`,
    }).close();
  } catch (error) {
    if (!(error instanceof ProberOptionError)) throw error;
    throw new InputError(error.message);
  }
}
