import { expect, step } from './steps';
import {
  created,
  destroyed,
  environmentOf,
  green,
  type NetworkKind,
  type Tour,
  vantageOf,
} from './services';

/** Services that are created at the same moment. */
const count = 20;

/** Creates services at the same moment: in new networks, each has its own addresses; in an existing one, they share it. */
export async function burst(tour: Tour, network: NetworkKind): Promise<void> {
  const names = Array.from(
    { length: count },
    (_, index) => `burst-${network}-${index}`,
  );
  await step(`${network}: ${count} services at once`, () =>
    Promise.all(
      names.map(name =>
        created(tour, { name, environment: environmentOf[network], data: [] }),
      ),
    ),
  );
  await step(`${network}: all of them are up`, async () => {
    const addresses = await Promise.all(
      names.map(async name => {
        const health = await green(tour, name, network);
        return vantageOf(health, network)!.result!.addresses.sort().join();
      }),
    );
    const different = new Set(addresses).size;
    const wanted = network === 'new' ? count : 1;
    expect(
      different === wanted,
      `they have ${wanted} sets of addresses (is: ${different})`,
    );
  });
  await step(`${network}: all of them are destroyed`, () =>
    Promise.all(names.map(name => destroyed(tour, name))),
  );
}
