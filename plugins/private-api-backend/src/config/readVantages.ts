import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  type Environment,
  isHttpUrl,
  isId,
  Values,
} from '@private-serverless/backstage-plugin-private-api-node';
import { checkProberOptions } from './checkProberOptions';
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
      `${key}.environment is "${environment}", not the id of an environment in privateServerless.environments (${
        environments.map(known => known.id).join(', ') || 'none is configured'
      }). Use one of them`,
    );
  }
  const resolver = values.optional('resolver');
  const connectProxy = values.optional('connectProxy', isHttpUrl);
  // The trust bundle is not validated, because its file can appear later.
  checkProberOptions(key, { vantage: { id, resolver, connectProxy } });
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
 * Reads and validates `privateApi.vantages`.
 * @param config - the configuration key `privateApi`
 * @param environments - environments that a vantage can refer to
 * @returns the network of the backend if the key is absent
 * @throws InputError that names the key, the value and what to do
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
  const duplicate = vantages.find(
    ({ id }, index) => vantages.findIndex(other => other.id === id) < index,
  );
  if (duplicate) {
    throw new InputError(
      `privateApi.vantages contains the id "${duplicate.id}" twice. Use a unique id for each vantage`,
    );
  }
  return vantages;
}
