import {
  type Config,
  ConfigReader,
  readDurationFromConfig,
} from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type JsonValue } from '@backstage/types';

/**
 * Reads a duration from a raw configuration value. The value is raw because its key can be the id of an environment,
 * and configuration paths do not accept every id.
 * @param value - `15s`, `PT15S` or `{ seconds: 15 }`
 * @param key - key for error messages
 * @returns milliseconds
 */
export function toMilliseconds(value: JsonValue, key: string): number {
  const milliseconds = readMilliseconds(value, key);
  if (!(milliseconds > 0)) {
    throw new InputError(
      `${key} is ${JSON.stringify(
        value,
      )}, not a valid duration. Use a duration longer than zero`,
    );
  }
  return milliseconds;
}

function readMilliseconds(value: JsonValue, key: string): number {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(new ConfigReader({ value }), { key: 'value' }),
    );
  } catch {
    throw new InputError(
      `${key} is ${JSON.stringify(
        value,
      )}, not a valid duration. Use one such as 15s, PT15S or { seconds: 15 }`,
    );
  }
}

/**
 * Reads an optional duration of the configuration.
 * @returns milliseconds
 */
export function optionalMilliseconds(
  config: Config | undefined,
  key: string,
  fallback: number,
): number {
  const value = config?.getOptional<JsonValue>(key);
  return value === undefined || value === null
    ? fallback
    : toMilliseconds(value, `privateApi.${key}`);
}
