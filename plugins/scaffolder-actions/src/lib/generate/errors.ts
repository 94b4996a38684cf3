import { InputError, isError } from '@backstage/errors';

/**
 * Converts an error with one of the names to an InputError, and returns any other error unchanged. Compares names because this
 * CommonJS module cannot import the classes of an ES module.
 */
export function asInputError(error: unknown, ...names: string[]): unknown {
  return isError(error) && names.includes(error.name)
    ? new InputError(error.message)
    : error;
}
