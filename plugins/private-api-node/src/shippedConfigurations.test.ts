import { resolve } from 'node:path';
import { ConfigSources } from '@backstage/config-loader';
import { readEnvironments } from './readEnvironments';

const root = resolve(__dirname, '../../..');

/** Loads files of this repository as Backstage does, but without app-config.local.yaml. */
async function load(...names: string[]) {
  const config = await ConfigSources.toConfig(
    ConfigSources.defaultForTargets({
      watch: false,
      targets: names.map(name => ({
        type: 'path',
        target: resolve(root, name),
      })),
    }),
  );
  config.close();
  return config;
}

it.each([
  [['app-config.yaml'], 'local', '10.64.0.0/12'],
  [['app-config.yaml', 'app-config.production.yaml'], 'dev', '10.64.0.0/16'],
])(
  'reads the environments of %j without problems and warnings',
  async (names, id, cidr) => {
    const logger = { warn: jest.fn() };
    const environments = readEnvironments(await load(...names), { logger });
    expect(environments.map(environment => environment.id)).toEqual([id]);
    expect(environments[0].network.new?.cidrs).toEqual([cidr]);
    expect(logger.warn).not.toHaveBeenCalled();
  },
);

// For a listed account without keys and role, Backstage's credentials manager uses the default credential chain.
it('has a role for each account of the production example', async () => {
  const config = await load('app-config.yaml', 'app-config.production.yaml');
  const roles = new Map(
    config
      .getConfigArray('aws.accounts')
      .map(account => [
        account.getString('accountId'),
        account.getOptionalString('roleName'),
      ]),
  );
  const accounts = [
    ...readEnvironments(config).map(({ accountId }) => accountId),
    config.getString('privateServerless.workspace.accountId'),
  ];
  for (const accountId of accounts) {
    expect(roles.get(accountId)).toBe('backstage-private-serverless');
  }
});
