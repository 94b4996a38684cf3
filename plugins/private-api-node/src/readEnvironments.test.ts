import { ConfigReader } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { readEnvironments } from './readEnvironments';

const readOnly = {
  id: 'dev',
  accountId: '111111111111',
  region: 'eu-central-1',
};

const deployable = {
  ...readOnly,
  artifactBucket: 'acme-artifacts-dev',
  corporateCidrs: ['10.0.0.0/8'],
  network: { new: { cidrs: ['10.64.0.0/20'] } },
};

const configOf = (...environments: JsonObject[]) =>
  new ConfigReader({ privateServerless: { environments } });

describe('readEnvironments', () => {
  it('returns an empty list if nothing is configured', () => {
    expect(readEnvironments(new ConfigReader({}))).toEqual([]);
    expect(
      readEnvironments(
        new ConfigReader({ privateServerless: { workspace: { bucket: 'b' } } }),
      ),
    ).toEqual([]);
  });

  it('adds defaults', () => {
    expect(readEnvironments(configOf(readOnly))).toEqual([
      {
        ...readOnly,
        title: 'dev',
        partition: 'aws',
        corporateCidrs: [],
        baselineEndpoints: false,
        controlPlaneInVpc: false,
        network: {},
        tags: {},
      },
    ]);
  });

  it('treats a key without a value as absent', () => {
    const [environment] = readEnvironments(
      configOf({ ...deployable, awsEndpointUrl: null }),
    );
    expect(environment).not.toHaveProperty('awsEndpointUrl');
  });

  it('lists every problem of every environment on its own line', () => {
    const config = configOf(
      { ...deployable, artifactBucket: null, artefactBucket: 'acme' },
      {
        ...deployable,
        id: 'prod',
        logRetentionDays: 13,
        network: { new: { cidrs: ['10.0.0.0/28'] } },
        corporateCidrs: ['8.0.0.0/8'],
      },
    );
    const read = () => readEnvironments(config);
    expect(read).toThrow(InputError);
    let message = '';
    try {
      read();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split('\n')).toEqual([
      expect.stringMatching(
        /^privateServerless\.environments\[0\]\.artefactBucket: is not a key .* Did you mean artifactBucket\?$/,
      ),
      expect.stringMatching(
        /environments\[1\]\.logRetentionDays: 13 is not .* 14,/,
      ),
      expect.stringMatching(
        /environments\[1\]\.corporateCidrs\[0\]: '8\.0\.0\.0\/8' is not/,
      ),
      expect.stringMatching(
        /environments\[1\]\.network\.new\.cidrs\[0\]: '10\.0\.0\.0\/28' is too small/,
      ),
    ]);
  });

  it('logs a warning for a key that this version does not use', () => {
    const jwt = { issuer: 'https://login.acme.internal', audience: 'apis' };
    const logger = { warn: jest.fn() };
    const [environment] = readEnvironments(configOf({ ...deployable, jwt }), {
      logger,
    });
    expect(environment.jwt).toEqual(jwt);
    expect(logger.warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^privateServerless\.environments\[0\]\.jwt: has no effect/,
        ),
      ],
    ]);
  });

  it('validates the merged configuration of several files', () => {
    const config = ConfigReader.fromConfigs([
      {
        context: 'app-config.yaml',
        data: { privateServerless: { environments: [readOnly] } },
      },
      {
        context: 'app-config.local.yaml',
        data: { privateServerless: { environments: [deployable] } },
      },
    ]);
    expect(readEnvironments(config)).toMatchObject([deployable]);
  });
});
