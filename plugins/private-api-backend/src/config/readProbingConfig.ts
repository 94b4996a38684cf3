import type { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import {
  type Environment,
  isCidr,
  isDomainSuffix,
  parseStackArn,
  Values,
} from '@private-serverless/backstage-plugin-private-api-node';
import { defaultAllowedCidrs } from '@private-serverless/probe';
import { isVersion } from '../list/versions';
import { checkProberOptions } from './checkProberOptions';
import { optionalMilliseconds, toMilliseconds } from './duration';
import { readWholeNumber } from './readWholeNumber';
import { withPrefix } from './withPrefix';
import type { ProbingConfig } from './ProbingConfig';
import { readHistory } from './readHistory';
import { readNotifications } from './readNotifications';
import { readOverrides } from './readOverrides';
import { readVantages } from './readVantages';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

function readIntervals(
  config: Config | undefined,
  environments: readonly Environment[],
): Record<string, number> {
  const value: unknown = config?.getOptional('interval') ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(
      `privateApi.interval is ${JSON.stringify(
        value,
      )}, not a valid map. Use durations by environment, such as { default: 300s }`,
    );
  }
  const allowed = ['default', ...environments.map(({ id }) => id)];
  const wrong = Object.keys(value).find(id => !allowed.includes(id));
  if (wrong !== undefined) {
    throw new InputError(
      `privateApi.interval has the key ${JSON.stringify(
        wrong,
      )}, not the id of an environment. Use one of ${allowed.join(', ')}`,
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([id, duration]) => [
      id,
      toMilliseconds(duration as JsonValue, `privateApi.interval.${id}`),
    ]),
  );
}

/**
 * AWS assigns names under its domain to every account, so a suffix of that domain would allow the APIs of all
 * accounts.
 */
function readSuffixes(values: Values | undefined): string[] {
  const suffixes = values?.list('allowedHostSuffixes', value =>
    /(^|\.)amazonaws\.com(\.cn)?$/.test(value)
      ? 'one of your own domains. Host names of AWS are allowed only if the stack owns them'
      : isDomainSuffix(value),
  );
  return (suffixes ?? []).map(value => `.${value.replace(/^\./, '')}`);
}

function readAdoptedStacks(config: Config | undefined): Map<string, string> {
  const items = config?.getOptionalConfigArray('adoptedStacks') ?? [];
  return new Map(
    items.map((item, index) => {
      const key = `privateApi.adoptedStacks[${index}]`;
      const stackArn = item.getString('stackArn');
      const entityRef = item.getString('entityRef');
      return [
        withPrefix(`${key}.stackArn: `, () => parseStackArn(stackArn).arn),
        withPrefix(`${key}.entityRef: `, () =>
          stringifyEntityRef(
            parseEntityRef(entityRef, {
              defaultKind: 'component',
              defaultNamespace: 'default',
            }),
          ),
        ),
      ];
    }),
  );
}

function readPorts(config: Config | undefined): number[] {
  const ports: unknown = config?.getOptional('allowedPorts') ?? [443, 8443];
  if (!Array.isArray(ports) || ports.length === 0) {
    throw new InputError(
      `privateApi.allowedPorts is ${JSON.stringify(
        ports,
      )}, not a valid list. Use a list of ports, such as [443]`,
    );
  }
  const wrong = ports.find(
    port => !Number.isInteger(port) || port < 1 || port > 65_535,
  );
  if (wrong !== undefined) {
    throw new InputError(
      `privateApi.allowedPorts contains ${JSON.stringify(
        wrong,
      )}, not a valid port. Use numbers from 1 to 65535`,
    );
  }
  return ports;
}

function readGoldenPathVersion(values: Values | undefined): string | undefined {
  return values?.optional('goldenPathVersion', value =>
    isVersion(value) ? undefined : 'a semantic version, such as 1.2.0',
  );
}

function readTimeout(config: Config | undefined): number {
  const timeout = optionalMilliseconds(config, 'timeout', 10 * secondMs);
  if (timeout > minuteMs) {
    throw new InputError(
      `privateApi.timeout is ${JSON.stringify(
        config?.getOptional('timeout'),
      )}, longer than the maximum. Use at most 60s`,
    );
  }
  return timeout;
}

/**
 * Reads and validates the configuration key `privateApi`.
 * @param root - configuration of the app
 * @param environments - environments that a vantage or an interval can refer to
 * @param logger - is warned of former keys
 * @throws InputError that names the key, the value and what to do
 */
export function readProbingConfig(
  root: Config,
  environments: readonly Environment[],
  logger?: Pick<LoggerService, 'warn'>,
): ProbingConfig {
  const config = root.getOptionalConfig('privateApi');
  if (config?.has('retention')) {
    logger?.warn(
      'privateApi.retention has a new name. Use privateApi.history.raw',
    );
  }
  const values = config && new Values(config, 'privateApi');
  const intervals = readIntervals(config, environments);
  const goldenPathVersion = readGoldenPathVersion(values);
  const cidrs = values?.list('allowedCidrs', isCidr) ?? [];
  const policy = {
    allowedCidrs: cidrs.length > 0 ? cidrs : [...defaultAllowedCidrs],
    deniedCidrs: values?.list('deniedCidrs', isCidr) ?? [],
    allowedPorts: readPorts(config),
  };
  checkProberOptions('privateApi', {
    vantage: { id: 'config' },
    policy: { ...policy, allowedHosts: { suffixes: [], exact: [] } },
  });
  return {
    intervals,
    defaultInterval: intervals.default ?? 5 * minuteMs,
    timeout: readTimeout(config),
    syncInterval: optionalMilliseconds(config, 'syncInterval', 5 * minuteMs),
    history: readHistory(config),
    ...(config?.has('latencyThreshold') && {
      latencyThreshold: optionalMilliseconds(config, 'latencyThreshold', 0),
    }),
    certificateWarningDays: readWholeNumber(
      config,
      'certificateWarningDays',
      14,
      365,
    ),
    overrides: readOverrides(config),
    ...(goldenPathVersion !== undefined && { goldenPathVersion }),
    notifications: readNotifications(config),
    concurrency: readWholeNumber(config, 'concurrency', 20, 200),
    allowedHostSuffixes: readSuffixes(values),
    ...policy,
    adoptedStacks: readAdoptedStacks(config),
    vantages: readVantages(config, environments),
  };
}
