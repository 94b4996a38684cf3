import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  entries,
  type Entry,
} from '@private-serverless/backstage-plugin-private-api-common';
import { BackstageClient } from '../packages/demo/src/backstageClient';
import { startDemo } from '../packages/demo/src/demo';
import { freePorts } from '../packages/demo/src/ports';
import {
  created,
  destroyed,
  environmentOf,
  green,
  type Tour,
} from '../packages/demo/src/smoke/services';
import { printTable, seconds } from './support/table';

const network = 'existing';
const target = 1.5;

/**
 * `npm run bench:entries -- [ROUNDS]`: from *Create* to a green card through Backstage's HTTP API with each entry, one after the
 * other in the same demo and network. Resources of the sandbox take no simulated time.
 */
async function main() {
  const rounds = Number(process.argv[2] ?? 5);
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'bench-entries-'));
  const port = await freePorts(7);
  const demo = await startDemo({
    port,
    sandboxPort: port + 1,
    gitPort: port + 4,
    corporatePort: port + 5,
    gitPassword: randomUUID(),
    stateDir,
  });
  try {
    demo.sandbox.control.setDurations({ '*': 0 });
    const backstage = await BackstageClient.signIn(demo.backend.url);
    const tour = { demo, backstage };
    // Creates one service of each kind first, so that all code is loaded.
    for (const entry of entries) await run(tour, entry, 'warm');
    const times = Object.fromEntries(
      entries.map(entry => [entry, [] as number[]]),
    );
    for (let round = 1; round <= rounds; round += 1) {
      for (const entry of entries) {
        times[entry].push(await run(tour, entry, `r${round}`));
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
  } finally {
    await demo.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** @returns milliseconds from the request to the green card */
async function run(tour: Tour, entry: Entry, label: string): Promise<number> {
  const name = `bench-${label}-${entry}`;
  const begin = performance.now();
  await created(tour, { name, environment: environmentOf[network], entry });
  await green(tour, name, network);
  const took = performance.now() - begin;
  await destroyed(tour, name);
  return took;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
