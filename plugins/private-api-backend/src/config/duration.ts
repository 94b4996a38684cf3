import {
  type Config,
  ConfigReader,
  readDurationFromConfig,
} from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type JsonValue } from '@backstage/types';

/**
 * A duration from a raw configuration value, so that keys may be ids of environments, which the configuration's own
 * paths do not allow in full.
 * @param value - `15s`, `PT15S` or `{ seconds: 15 }`
 * @param key - what to call it in an error
 * @returns milliseconds
 */
export function toMilliseconds(value: JsonValue, key: string): number {
  const milliseconds = readMilliseconds(value, key);
  if (!(milliseconds > 0)) {
    throw new InputError(
      `${key} is ${JSON.stringify(value)}; expected more than nothing`,
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
      )}; expected a duration such as 15s, PT15S or { seconds: 15 }`,
    );
  }
}

/**
 * An optional duration of the configuration.
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
