import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { component } from './__testUtils__/backend';
import { engineFor, resultAt } from './__testUtils__/engine';
import { memoryDatabase } from './__testUtils__/store';
import { readProbingConfig } from './config/readProbingConfig';
import { HealthService } from './HealthService';
import { DatabaseHealthStore } from './store/DatabaseHealthStore';
import { TargetStore } from './targets/TargetStore';
import { TargetSync } from './targets/TargetSync';

const arn = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';

describe('HealthService', () => {
  it('limits the wait of users if AWS does not respond', async () => {
    const environments = readEnvironments(
      new ConfigReader({
        privateServerless: {
          environments: [
            { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
          ],
        },
      }),
    );
    const config = readProbingConfig(new ConfigReader({}), environments);
    const knex = await memoryDatabase();
    const store = new DatabaseHealthStore(knex);
    const logger = mockServices.logger.mock();
    let respond = (_: undefined) => {};
    const sync = new TargetSync({
      config,
      rules: { ...config, environments },
      reader: {
        describe: () =>
          new Promise(resolve => {
            respond = resolve;
          }),
        resources: async () => [],
        list: async () => new Map(),
      },
      vpcReader: { vpcs: async () => ({ vpcs: [] }) },
      store: new TargetStore(knex),
      logger,
    });
    const engine = engineFor(knex, async () => resultAt(0), { config, logger });
    const service = new HealthService({
      config,
      environments,
      store,
      sync,
      prober: engine.prober,
      probeRunner: engine.runner,
      logger,
      maxWaitMs: 20,
    });
    const orders = component('orders', arn);
    await expect(service.health(orders)).resolves.toMatchObject({
      state: 'unknown',
      reason: { code: 'no.data' },
      targets: [{ id: arn }],
    });

    await expect(service.checkNow(orders)).resolves.toMatchObject({
      state: 'unknown',
      reason: { code: 'no.data' },
    });

    // The request continues, and the next user receives its result.
    const next = sync.current(orders);
    respond(undefined);
    await next;
    await expect(service.health(orders)).resolves.toMatchObject({
      reason: { code: 'stack.missing' },
    });
  });
});
