import { entries } from '@private-serverless/backstage-plugin-private-api-common';
import { createToGreen, inDemo, median } from './support/createToGreen';
import { printTable, seconds } from './support/table';

const network = 'existing';
const target = 1.5;
const rounds = Number(process.argv[2] ?? 5);

/**
 * `npm run bench:entries -- [ROUNDS]`: from *Create* to a green card through Backstage's HTTP API with each entry, one after the
 * other in the same demo and network. Resources of the sandbox take no simulated time.
 */
inDemo(async tour => {
  const run = (entry: (typeof entries)[number], label: string) =>
    createToGreen(tour, { name: `bench-${label}-${entry}`, network, entry });
  // Creates one service of each kind first, so that all code is loaded.
  for (const entry of entries) await run(entry, 'warm');
  const times = Object.fromEntries(
    entries.map(entry => [entry, [] as number[]]),
  );
  for (let round = 1; round <= rounds; round += 1) {
    for (const entry of entries) {
      times[entry].push(await run(entry, `r${round}`));
    }
  }
  const base = median(times.endpoint);
  printTable(
    ['create to green, median', 'time', 'to endpoint', 'target'],
    entries.map(entry => [
      entry,
      seconds(median(times[entry])),
      (median(times[entry]) / base).toFixed(2),
      `≤ ${target}`,
    ]),
  );
}).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
