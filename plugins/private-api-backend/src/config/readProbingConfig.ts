import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import {
  type Environment,
  isCidr,
  isDomainSuffix,
  isHttpUrl,
  isId,
  parseStackArn,
  Values,
} from '@private-serverless/backstage-plugin-private-api-node';
import { optionalMilliseconds, toMilliseconds } from './duration';
import type { ProbingConfig, VantageConfig } from './ProbingConfig';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
];

function readIntervals(config: Config | undefined): Record<string, number> {
  const value: unknown = config?.getOptional('interval') ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(
      `privateApi.interval is ${JSON.stringify(
        value,
      )}; expected durations by environment, such as { default: 300s }`,
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([id, duration]) => [
      id,
      toMilliseconds(duration as JsonValue, `privateApi.interval.${id}`),
    ]),
  );
}

/** AWS hands out names below its own domain to everybody, so that a suffix of it would allow every account's API. */
function readSuffixes(values: Values | undefined): string[] {
  const suffixes = values?.list('allowedHostSuffixes', value =>
    /(^|\.)amazonaws\.com(\.cn)?$/.test(value)
      ? 'a domain of yours: names of AWS are allowed only where a stack proves that it owns them'
      : isDomainSuffix(value),
  );
  return (suffixes ?? []).map(value => `.${value.replace(/^\./, '')}`);
}

function readVantage(
  values: Values,
  key: string,
  environments: readonly Environment[],
): VantageConfig {
  const id = values.required('id', isId);
  const environment = values.optional('environment');
  if (environment && !environments.some(known => known.id === environment)) {
    throw new InputError(
      `${key}.environment is "${environment}"; expected the id of an environment in privateServerless.environments (${
        environments.map(known => known.id).join(', ') || 'there is none'
      })`,
    );
  }
  return {
    id,
    title: values.optional('title') ?? id,
    environment,
    resolver: values.optional('resolver'),
    connectProxy: values.optional('connectProxy', isHttpUrl),
    trustBundle: values.optional('trustBundle'),
  };
}

function readVantages(
  config: Config | undefined,
  environments: readonly Environment[],
): VantageConfig[] {
  const items = config?.getOptionalConfigArray('vantages');
  if (!items) {
    return [{ id: 'backend', title: 'Backstage' }];
  }
  const vantages = items.map((item, index) => {
    const key = `privateApi.vantages[${index}]`;
    return readVantage(new Values(item, key), key, environments);
  });
  const twice = vantages.find(
    ({ id }, index) => vantages.findIndex(other => other.id === id) < index,
  );
  if (twice) {
    throw new InputError(
      `privateApi.vantages has the id "${twice.id}" twice; ids must be unique`,
    );
  }
  return vantages;
}

function readAdoptedStacks(config: Config | undefined): Map<string, string> {
  const items = config?.getOptionalConfigArray('adoptedStacks') ?? [];
  return new Map(
    items.map(item => [
      parseStackArn(item.getString('stackArn')).arn,
      stringifyEntityRef(
        parseEntityRef(item.getString('entityRef'), {
          defaultKind: 'component',
          defaultNamespace: 'default',
        }),
      ),
    ]),
  );
}

function readWholeNumber(
  config: Config | undefined,
  key: string,
  fallback: number,
  maximum: number,
): number {
  const value = config?.getOptionalNumber(key) ?? fallback;
  if (!Number.isInteger(value) || value < 1 || value > maximum) {
    throw new InputError(
      `privateApi.${key} is ${value}; expected a whole number from 1 to ${maximum}`,
    );
  }
  return value;
}

/**
 * Reads and checks the configuration key `privateApi`.
 * @param root - the app's configuration
 * @param environments - what a vantage may name
 * @throws InputError that names key, value and what is expected
 */
export function readProbingConfig(
  root: Config,
  environments: readonly Environment[],
): ProbingConfig {
  const config = root.getOptionalConfig('privateApi');
  const values = config && new Values(config, 'privateApi');
  const intervals = readIntervals(config);
  const cidrs = values?.list('allowedCidrs', isCidr) ?? [];
  const ports = config?.getOptional<number[]>('allowedPorts') ?? [443, 8443];
  const wrongPort = ports.find(
    port => !Number.isInteger(port) || port < 1 || port > 65_535,
  );
  if (wrongPort !== undefined) {
    throw new InputError(
      `privateApi.allowedPorts has ${JSON.stringify(
        wrongPort,
      )}; expected numbers from 1 to 65535`,
    );
  }
  return {
    intervals,
    defaultInterval: intervals.default ?? 5 * MINUTE,
    timeout: Math.min(
      optionalMilliseconds(config, 'timeout', 10 * SECOND),
      MINUTE,
    ),
    syncInterval: optionalMilliseconds(config, 'syncInterval', 5 * MINUTE),
    retention: optionalMilliseconds(config, 'retention', 2 * DAY),
    concurrency: readWholeNumber(config, 'concurrency', 20, 200),
    allowedHostSuffixes: readSuffixes(values),
    allowedCidrs: cidrs.length > 0 ? cidrs : privateRanges,
    deniedCidrs: values?.list('deniedCidrs', isCidr) ?? [],
    allowedPorts: ports,
    adoptedStacks: readAdoptedStacks(config),
    vantages: readVantages(config, environments),
  };
}
