import { InputError } from '@backstage/errors';

/**
 * Runs a check that does not know the configuration key of its value.
 * @param prefix - text before the message of the check, such as `privateApi.vantages[0].`
 * @throws InputError with the prefix and the message
 */
export function withPrefix<T>(prefix: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new InputError(
      `${prefix}${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
