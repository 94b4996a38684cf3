import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { optionalMilliseconds } from './duration';
import type { HistoryConfig } from './ProbingConfig';

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

/** Hourly slots are made of those of five minutes, and daily slots of hourly ones. */
const shortest: HistoryConfig = {
  raw: hourMs,
  fiveMinutes: dayMs,
  hourly: 2 * dayMs,
  daily: 2 * dayMs,
  transitions: dayMs,
};

/**
 * Reads `privateApi.history`, and its former key `privateApi.retention`.
 * @throws InputError if a part is kept for less time than the next one needs
 */
export function readHistory(config: Config | undefined): HistoryConfig {
  const former = optionalMilliseconds(config, 'retention', 3 * hourMs);
  const history = {
    raw: optionalMilliseconds(
      config,
      'history.raw',
      Math.max(shortest.raw, former),
    ),
    fiveMinutes: optionalMilliseconds(config, 'history.fiveMinutes', 2 * dayMs),
    hourly: optionalMilliseconds(config, 'history.hourly', 90 * dayMs),
    daily: optionalMilliseconds(config, 'history.daily', 730 * dayMs),
    transitions: optionalMilliseconds(
      config,
      'history.transitions',
      365 * dayMs,
    ),
  };
  for (const [key, minimum] of Object.entries(shortest)) {
    if (history[key as keyof HistoryConfig] < minimum) {
      throw new InputError(
        `privateApi.history.${key} is ${JSON.stringify(
          config?.getOptional(`history.${key}`),
        )}, shorter than the minimum. Use at least ${minimum / hourMs}h`,
      );
    }
  }
  return history;
}
