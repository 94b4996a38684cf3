import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { NotificationsConfig } from './ProbingConfig';
import { readWholeNumber } from './readWholeNumber';
import { withPrefix } from './withPrefix';

function readDays(config: Config | undefined): number[] {
  const key = 'notifications.certificateDays';
  const days: unknown = config?.getOptional(key) ?? [14, 7, 1];
  const isDay = (value: unknown) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 365;
  if (!Array.isArray(days) || !days.every(isDay)) {
    throw new InputError(
      `privateApi.${key} is ${JSON.stringify(
        days,
      )}, not a valid list. Use whole numbers of days from 1 to 365, such as [14, 7, 1]`,
    );
  }
  return [...new Set<number>(days)].sort((one, other) => other - one);
}

function readOperators(config: Config | undefined): string[] {
  const key = 'notifications.operators';
  return (config?.getOptionalStringArray(key) ?? []).map((ref, index) =>
    withPrefix(`privateApi.${key}[${index}]: `, () =>
      stringifyEntityRef(
        parseEntityRef(ref, {
          defaultKind: 'group',
          defaultNamespace: 'default',
        }),
      ),
    ),
  );
}

/**
 * Reads `privateApi.notifications`.
 * @throws InputError that names the key, the value and what to do
 */
export function readNotifications(
  config: Config | undefined,
): NotificationsConfig {
  return {
    enabled: config?.getOptionalBoolean('notifications.enabled') ?? true,
    certificateDays: readDays(config),
    groupAfter: readWholeNumber(config, 'notifications.groupAfter', 3, 100),
    operators: readOperators(config),
  };
}
