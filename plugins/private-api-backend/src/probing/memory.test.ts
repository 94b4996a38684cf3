import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { boundTarget, engineFor, twoVantages } from '../__testUtils__/engine';
import { migrate } from '../store/migrations';
import { TargetStore } from '../targets/TargetStore';
import { leaseOf } from './Engine';
import { ProbeThread } from './ProbeThread';

const databases = createTestDatabases();

// A target of this size takes some time to store and to send to the thread.
jest.setTimeout(120_000);

/** Of the thread, in MiB. It needs about 30 without a target. */
const maxMemoryMb = 48;
/** Needs about 65 MiB. Many small strings, so that the thread reaches its limit and not one allocation that is too large. */
const manyHosts = () =>
  Array.from({ length: 1_000_000 }, (_, index) => `host-${index}.acme.test`);

describe.each(databases.eachSupportedId())(
  'a thread without memory, %s',
  id => {
    /** Accepts connections, and sends nothing until it is told to end them. */
    const connections = new Set<Socket>();
    let isSilent = true;
    const server = createServer(socket => {
      socket.on('error', () => {});
      connections.add(socket);
      if (!isSilent) socket.destroy();
      server.emit('accepted');
    });
    beforeAll(async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(async () => {
      connections.forEach(socket => socket.destroy());
      server.close();
    });

    it('is replaced and logged once, and no result is lost or stored twice', async () => {
      const knex = await databases.init(id);
      await migrate(knex);
      const targets = new TargetStore(knex);
      const config = twoVantages({
        vantages: [
          {
            id: 'a',
            connectTo: {
              address: '127.0.0.1',
              port: (server.address() as AddressInfo).port,
            },
          },
        ],
        allowedHostSuffixes: ['.acme.internal'],
      });
      const logger = mockServices.logger.mock();
      const probes = new ProbeThread({ config, logger, maxMemoryMb });
      const time = { now: Date.now() };
      const engine = engineFor(knex, request => probes.probe(request), {
        config,
        logger,
        clock: () => time.now,
      });
      const results = async () => {
        const rows = await knex('checks')
          .leftJoin('results', 'results.check_id', 'checks.id')
          .groupBy('checks.id')
          .count({ count: 'results.id' });
        return rows.map(({ count }) => Number(count));
      };
      const save = (name: string, ownedHosts: string[] = []) => {
        const target = boundTarget(name);
        const binding = { ...target.binding!, ownedHosts };
        const bound = { ...target, binding, reason: undefined };
        return targets.save(bound, ['a'], () => time.now);
      };
      try {
        const names = ['one', 'two', 'three', 'four'];
        for (const name of names) await save(name);
        const run = engine.runner.run();
        while (connections.size < names.length) await once(server, 'accepted');

        await save('large', manyHosts());
        engine.runner.wake();
        await run;
        expect(logger.error.mock.calls).toEqual([
          [
            expect.stringMatching(
              /^The thread that probes ended: .*memory limit.* Probes that did not end: 5$/,
            ),
          ],
        ]);
        expect(await results()).toEqual([0, 0, 0, 0, 0]);

        // The probes are due when their leases have expired.
        await save('large');
        isSilent = false;
        time.now += leaseOf(config);
        await engine.runner.run();
        expect(await results()).toEqual([1, 1, 1, 1, 1]);
        time.now += 1_000;
        await engine.runner.run();
        expect(await results()).toEqual([1, 1, 1, 1, 1]);
        expect(logger.error).toHaveBeenCalledTimes(1);
      } finally {
        await engine.close();
        await probes.close();
      }
    });
  },
);
