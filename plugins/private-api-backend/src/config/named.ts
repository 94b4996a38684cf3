import { InputError } from '@backstage/errors';

/**
 * Runs a check that doesn't know where its value was written.
 * @param lead - what goes before the check's own message, such as `privateApi.vantages[0].`
 * @throws InputError with the lead and the message
 */
export function named<T>(lead: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new InputError(
      `${lead}${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
