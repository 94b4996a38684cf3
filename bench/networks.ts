import type { NetworkKind } from '../packages/demo/src/smoke/services';
import { createToGreen, inDemo, median } from './support/createToGreen';
import { printTable, seconds } from './support/table';

const kinds: NetworkKind[] = ['new', 'existing'];
const target = 0.7;
const rounds = Number(process.argv[2] ?? 5);

/**
 * `npm run bench:networks -- [ROUNDS]`: from *Create* to a green card through Backstage's HTTP API, in a new VPC and in an existing
 * network, one after the other in the same demo. Resources of the sandbox take no simulated time.
 */
inDemo(async tour => {
  const run = (network: NetworkKind, label: string) =>
    createToGreen(tour, { name: `bench-${label}-${network}`, network });
  // Creates one service of each kind first, so that all code is loaded.
  for (const kind of kinds) await run(kind, 'warm');
  const times: Record<NetworkKind, number[]> = { new: [], existing: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const kind of kinds) {
      times[kind].push(await run(kind, `round-${round}`));
      console.log(`${kind} ${round}: ${seconds(times[kind].at(-1)!)}`);
    }
  }
  const [fresh, existing] = kinds.map(kind => median(times[kind]));
  printTable(
    [
      'create to green, median',
      'new VPC',
      'existing network',
      'ratio',
      'target',
    ],
    [
      [
        `${rounds} rounds`,
        seconds(fresh),
        seconds(existing),
        (existing / fresh).toFixed(2),
        `≤ ${target}`,
      ],
    ],
  );
}).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
