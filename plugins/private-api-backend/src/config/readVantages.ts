import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  type Environment,
  isHttpUrl,
  isId,
  Values,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { VantageOptions } from '@private-serverless/probe';
import { checkProberOptions } from './checkProberOptions';
import type { ClientCertificateFiles, VantageConfig } from './ProbingConfig';

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
    return readVantage(new Values(item, key), item, key, environments);
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

function readVantage(
  values: Values,
  item: Config,
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
  const network = {
    id,
    ...given('resolver', values.optional('resolver')),
    ...given('resolvers', item.getOptionalStringArray('resolvers')),
    ...given('hostsFile', values.optionalFlag('hostsFile')),
    ...given('connectProxy', values.optional('connectProxy', isHttpUrl)),
    ...given('proxy', readProxy(values)),
    ...given('connectTo', readConnectTo(values)),
    ...given('keyShare', values.optional('keyShare', isKeyShare)),
  } as VantageConfig & VantageOptions;
  // The files are not validated, because they can appear later.
  checkProberOptions(key, { vantage: network });
  const control = values.optional('control', isControlUrl);
  checkControl(key, control, network.connectTo?.host);
  return {
    ...network,
    title: values.optional('title') ?? id,
    environment,
    trustBundle: values.optional('trustBundle'),
    clientCertificate: readClientCertificate(values, item),
    control,
  };
}

/** One property, or none without a value. */
function given(name: string, value: unknown) {
  return value === undefined ? {} : { [name]: value };
}

function readProxy(values: Values): VantageConfig['proxy'] {
  const proxy = values.under('proxy');
  return (
    proxy && {
      url: proxy.required('url', () => undefined),
      username: proxy.optional('username'),
      password: proxy.optional('password'),
    }
  );
}

function readConnectTo(values: Values): VantageConfig['connectTo'] {
  const connectTo = values.under('connectTo');
  return (
    connectTo && {
      host: connectTo.optional('host'),
      address: connectTo.required('address', () => undefined),
      port: connectTo.optionalNumber('port') ?? 443,
    }
  );
}

/** A control target that the port does not lead to would fail always, and make each silent target unknown. */
function checkControl(
  key: string,
  control: string | undefined,
  leadsTo: string | undefined,
): void {
  if (!control || !leadsTo) return;
  const { hostname } = new URL(control);
  const host = leadsTo.toLowerCase();
  if (host.startsWith('.') ? hostname.endsWith(host) : hostname === host) {
    return;
  }
  throw new InputError(
    `${key}.control is a target at ${hostname}, but connectTo leads only to ${leadsTo}. Use a target that the port leads to, or remove control`,
  );
}

/** A path, or an object with the paths. */
function readClientCertificate(
  values: Values,
  item: Config,
): ClientCertificateFiles | undefined {
  const value = item.getOptional('clientCertificate');
  if (typeof value === 'string') return { file: value };
  const certificate = values.under('clientCertificate');
  return (
    certificate && {
      file: certificate.required('file', () => undefined),
      key: certificate.optional('key'),
      passphrase: certificate.optional('passphrase'),
    }
  );
}

function isKeyShare(value: string): string | undefined {
  return ['hybrid', 'classical'].includes(value)
    ? undefined
    : 'a key share. Use hybrid or classical';
}

function isControlUrl(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' && !url.username && !url.password
    ? undefined
    : 'a valid control target. Use an https URL without user and password, such as https://status.acme.internal/';
}
