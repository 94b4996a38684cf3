import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { component } from './__testUtils__/backend';
import { memoryStore } from './__testUtils__/store';
import { readProbingConfig } from './config/readProbingConfig';
import { HealthService } from './HealthService';
import { Checker } from './probing/Checker';
import { DueRound } from './probing/DueRound';
import { TargetSync } from './targets/TargetSync';

const arn = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';

describe('HealthService', () => {
  it('does not let readers wait for an AWS that does not answer', async () => {
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
    const store = await memoryStore();
    const logger = mockServices.logger.mock();
    let answer = (_: undefined) => {};
    const sync = new TargetSync({
      config,
      rules: { ...config, environments },
      reader: {
        describe: () =>
          new Promise(resolve => {
            answer = resolve;
          }),
        resources: async () => [],
      },
      store,
      logger,
    });
    const checker = new Checker({ config, store, vantages: [] });
    const service = new HealthService({
      config,
      environments,
      store,
      sync,
      checker,
      dueRound: new DueRound({ config, store, checker, logger }),
      logger,
      patienceMs: 20,
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

    // The question goes on, and the next reader gets its answer.
    const next = sync.current(orders);
    answer(undefined);
    await next;
    await expect(service.health(orders)).resolves.toMatchObject({
      reason: { code: 'stack.missing' },
    });
  });
});
