import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  type Environment,
  isHttpUrl,
  isId,
  Values,
} from '@private-serverless/backstage-plugin-private-api-node';
import { createProber } from '@private-serverless/probe';
import { named } from './named';
import type { VantageConfig } from './ProbingConfig';

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
  const resolver = values.optional('resolver');
  const connectProxy = values.optional('connectProxy', isHttpUrl);
  // What the prober takes is known to the prober alone. The trust bundle is left out: its file may come later.
  named(`${key}.`, () =>
    createProber({ vantage: { id, resolver, connectProxy } }).close(),
  );
  return {
    id,
    title: values.optional('title') ?? id,
    environment,
    resolver,
    connectProxy,
    trustBundle: values.optional('trustBundle'),
  };
}

/**
 * Reads and checks `privateApi.vantages`.
 * @param config - the key `privateApi`
 * @param environments - what a vantage may name
 * @returns the backend's own network where the key is absent
 * @throws InputError that names key, value and what is expected
 */
export function readVantages(
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
