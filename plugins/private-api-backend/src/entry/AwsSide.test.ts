import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { boundTarget } from '../__testUtils__/engine';
import { TargetStore } from '../targets/TargetStore';
import { AwsSide } from './AwsSide';
import { EntryPartStore } from './EntryPartStore';
import { AwsEntryReader } from './EntryReader';
import { EntryStates } from './EntryStates';

const databases = createEmptyDatabases();
const config = new ConfigReader({
  privateServerless: {
    environments: [
      { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
    ],
  },
});
const environments = readEnvironments(config);
const clients = AwsClients.fromConfig(config);

afterAll(() => clients.destroy());

describe.each(databases.eachSupportedId())('AwsSide, %s', id => {
  it('has the parts of a target once, although several backends sync it at the same time', async () => {
    const knex = await databases.init(id);
    const target = boundTarget('orders');
    await new TargetStore(knex).save(target, ['a']);
    const backend = () =>
      new AwsSide({
        knex,
        environments,
        entries: new EntryStates({
          environments,
          store: new EntryPartStore(knex),
          // Nothing is read.
          reader: new AwsEntryReader({
            clients,
            logger: mockServices.logger.mock(),
            timeoutMs: 1_000,
            limits: { perSecond: 1, maxParallel: 1 },
          }),
        }),
        states: { recompute: async () => {} },
      });
    const use = (endpointId: string) =>
      backend().use({
        id: target.id,
        binding: { ...target.binding!, parts: { endpointId } },
      });
    const stored = () => knex('target_parts').select('kind', 'resource');
    await Promise.all(Array.from({ length: 8 }, () => use('vpce-1')));
    expect(await stored()).toEqual([{ kind: 'endpoint', resource: 'vpce-1' }]);
    await Promise.all(Array.from({ length: 8 }, () => use('vpce-2')));
    expect(await stored()).toEqual([{ kind: 'endpoint', resource: 'vpce-2' }]);
  });
});
