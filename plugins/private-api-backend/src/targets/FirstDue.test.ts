import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { component } from '../__testUtils__/backend';
import { memoryDatabase } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
import { CatalogPass } from './CatalogPass';
import { FirstDue } from './FirstDue';
import { targetId } from './Target';
import { TargetStore } from './TargetStore';
import { TargetSync } from './TargetSync';

const minute = 60_000;

describe('FirstDue', () => {
  it('makes the first checks due now and spreads the others over their interval', () => {
    const random = [0, 0.25, 1].values();
    const firstDue = new FirstDue({
      atOnce: 2,
      random: () => random.next().value!,
    });
    const due = Array.from({ length: 5 }, () => firstDue.next(1_000, minute));
    expect(due).toEqual([1_000, 1_000, 1_000, 16_000, 61_000]);
  });
});

const arn = (name: string) =>
  `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/1`;
const service = (name: string) => component(name, arn(name));
const refOf = ({ metadata }: Entity) => `component:default/${metadata.name}`;

/** Creates catalog passes. All stacks of the services are bound. */
async function setUp(vantages: string[] = ['backend']) {
  const environments = readEnvironments(
    new ConfigReader({
      privateServerless: {
        environments: [
          { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
        ],
      },
    }),
  );
  const knex = await memoryDatabase();
  const store = new TargetStore(knex);
  const logger = mockServices.logger.mock();
  const passWith = (ids: string[]) => {
    const config = readProbingConfig(
      new ConfigReader({
        privateApi: {
          concurrency: 3,
          interval: { default: '1h' },
          allowedHostSuffixes: ['.acme.internal'],
          vantages: ids.map(id => ({ id, title: id })),
        },
      }),
      environments,
    );
    const sync = new TargetSync({
      config,
      rules: { ...config, environments },
      reader: {
        describe: async (_, stackArn) => {
          const [, stackName] = stackArn.split('/');
          return {
            stackName,
            status: 'CREATE_COMPLETE',
            tags: {
              'private-serverless.dev/entity-ref': `component:default/${stackName}`,
            },
            outputs: {
              EndpointUrl: `https://${stackName}.acme.internal`,
              HealthPath: '/health',
            },
          };
        },
        resources: async () => [],
        list: async () => new Map(),
      },
      vpcReader: { vpcs: async () => ({ vpcs: [] }) },
      store,
      logger,
    });
    return (...entities: Entity[]) =>
      new CatalogPass({
        catalog: catalogServiceMock({ entities }),
        auth: mockServices.auth(),
        sync,
        store,
        logger,
      }).run();
  };
  const dueTimes = (entities: Entity[], vantageId: string) =>
    Promise.all(
      entities.map(async entity => {
        const target_id = targetId(refOf(entity), arn(entity.metadata.name));
        const check = await knex('checks')
          .where({ target_id, vantage_id: vantageId })
          .first();
        return Number(check.next_due_at);
      }),
    );
  return { pass: passWith(vantages), passWith, dueTimes };
}

describe('a catalog pass', () => {
  const many = Array.from({ length: 60 }, (_, index) => service(`s${index}`));

  it('makes a few new checks due now and spreads many over the interval', async () => {
    const { pass, dueTimes } = await setUp();
    const before = Date.now();
    await pass(...many);
    const after = Date.now();
    const due = await dueTimes(many, 'backend');
    const atOnce = due.filter(time => time <= after);
    // The first three because of the concurrency, and few of the 57 random times within one hour.
    expect(atOnce.length).toBeGreaterThanOrEqual(3);
    expect(atOnce.length).toBeLessThan(10);
    expect(Math.max(...due)).toBeGreaterThan(before + 10 * minute);
    expect(Math.max(...due)).toBeLessThanOrEqual(after + 60 * minute);
  });

  it('makes a single new service due now without changing the others', async () => {
    const { pass, dueTimes } = await setUp();
    await pass(...many);
    const due = await dueTimes(many, 'backend');
    const late = service('late');
    await pass(...many, late);
    const [ofLate] = await dueTimes([late], 'backend');
    expect(ofLate).toBeLessThanOrEqual(Date.now());
    expect(await dueTimes(many, 'backend')).toEqual(due);
  });

  it('spreads the checks of a new vantage too', async () => {
    const { pass, passWith, dueTimes } = await setUp();
    await pass(...many);
    await passWith(['backend', 'second'])(...many);
    const due = await dueTimes(many, 'second');
    const after = Date.now();
    expect(due.filter(time => time > after).length).toBeGreaterThan(50);
  });
});
