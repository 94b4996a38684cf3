import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { optionalMilliseconds } from './duration';
import type { OverridesConfig } from './ProbingConfig';

const secondMs = 1_000;
const hourMs = 60 * 60 * secondMs;

/**
 * Reads `privateApi.overrides`.
 * @throws InputError if the shortest interval is longer than the longest one
 */
export function readOverrides(config: Config | undefined): OverridesConfig {
  const interval = {
    min: optionalMilliseconds(config, 'overrides.interval.min', 15 * secondMs),
    max: optionalMilliseconds(config, 'overrides.interval.max', hourMs),
  };
  if (interval.min > interval.max) {
    throw new InputError(
      `privateApi.overrides.interval.min is ${
        interval.min / secondMs
      }s, longer than max, ${
        interval.max / secondMs
      }s. Use a min that is at most max`,
    );
  }
  return {
    interval,
    maintenance: {
      maxDuration: optionalMilliseconds(
        config,
        'overrides.maintenance.maxDuration',
        24 * hourMs,
      ),
    },
  };
}
