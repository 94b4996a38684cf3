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
import { createProber, type GuardPolicy } from '@private-serverless/probe';
import { optionalMilliseconds, toMilliseconds } from './duration';
import { named } from './named';
import type { ProbingConfig } from './ProbingConfig';
import { readVantages } from './readVantages';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
];

function readIntervals(
  config: Config | undefined,
  environments: readonly Environment[],
): Record<string, number> {
  const value: unknown = config?.getOptional('interval') ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(
      `privateApi.interval is ${JSON.stringify(
        value,
      )}; expected durations by environment, such as { default: 300s }`,
    );
  }
  const allowed = ['default', ...environments.map(({ id }) => id)];
  const wrong = Object.keys(value).find(id => !allowed.includes(id));
  if (wrong !== undefined) {
    throw new InputError(
      `privateApi.interval has the key ${JSON.stringify(
        wrong,
      )}; expected the id of an environment, or default (${allowed.join(
        ', ',
      )})`,
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

function readAdoptedStacks(config: Config | undefined): Map<string, string> {
  const items = config?.getOptionalConfigArray('adoptedStacks') ?? [];
  return new Map(
    items.map((item, index) => {
      const key = `privateApi.adoptedStacks[${index}]`;
      const stackArn = item.getString('stackArn');
      const entityRef = item.getString('entityRef');
      return [
        named(`${key}.stackArn: `, () => parseStackArn(stackArn).arn),
        named(`${key}.entityRef: `, () =>
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
      )}; expected a list of ports, such as [443]`,
    );
  }
  const wrong = ports.find(
    port => !Number.isInteger(port) || port < 1 || port > 65_535,
  );
  if (wrong !== undefined) {
    throw new InputError(
      `privateApi.allowedPorts has ${JSON.stringify(
        wrong,
      )}; expected numbers from 1 to 65535`,
    );
  }
  return ports;
}

function readTimeout(config: Config | undefined): number {
  const timeout = optionalMilliseconds(config, 'timeout', 10 * SECOND);
  if (timeout > MINUTE) {
    throw new InputError(
      `privateApi.timeout is ${JSON.stringify(
        config?.getOptional('timeout'),
      )}; expected at most 60s`,
    );
  }
  return timeout;
}

/** What the guard takes is known to the guard alone: ranges that are too wide, for one. */
function checkPolicy(policy: GuardPolicy): void {
  named('privateApi.', () =>
    createProber({ vantage: { id: 'config' }, policy }).close(),
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
 * @param environments - what a vantage or an interval may name
 * @throws InputError that names key, value and what is expected
 */
export function readProbingConfig(
  root: Config,
  environments: readonly Environment[],
): ProbingConfig {
  const config = root.getOptionalConfig('privateApi');
  const values = config && new Values(config, 'privateApi');
  const intervals = readIntervals(config, environments);
  const cidrs = values?.list('allowedCidrs', isCidr) ?? [];
  const policy = {
    allowedCidrs: cidrs.length > 0 ? cidrs : privateRanges,
    deniedCidrs: values?.list('deniedCidrs', isCidr) ?? [],
    allowedPorts: readPorts(config),
  };
  checkPolicy({ ...policy, allowedHosts: { suffixes: [], exact: [] } });
  return {
    intervals,
    defaultInterval: intervals.default ?? 5 * MINUTE,
    timeout: readTimeout(config),
    syncInterval: optionalMilliseconds(config, 'syncInterval', 5 * MINUTE),
    retention: optionalMilliseconds(config, 'retention', 2 * DAY),
    concurrency: readWholeNumber(config, 'concurrency', 20, 200),
    allowedHostSuffixes: readSuffixes(values),
    ...policy,
    adoptedStacks: readAdoptedStacks(config),
    vantages: readVantages(config, environments),
  };
}
