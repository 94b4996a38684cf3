import { InputError, isError } from '@backstage/errors';

/**
 * An error that a person can mend, where the library that threw it says so by its name; any other error as it is.
 * Errors of ES modules are recognised by name: their classes are not ours to import here.
 */
export function asInputError(error: unknown, ...names: string[]): unknown {
  return isError(error) && names.includes(error.name)
    ? new InputError(error.message)
    : error;
}
