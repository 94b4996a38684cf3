import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/**
 * Reads a whole number from 1 to `maximum`.
 * @param key - below `privateApi`
 * @throws InputError that names the key and the value
 */
export function readWholeNumber(
  config: Config | undefined,
  key: string,
  fallback: number,
  maximum: number,
): number {
  const value = config?.getOptionalNumber(key) ?? fallback;
  if (!Number.isInteger(value) || value < 1 || value > maximum) {
    throw new InputError(
      `privateApi.${key} is ${value}, not a valid number. Use a whole number from 1 to ${maximum}`,
    );
  }
  return value;
}
