import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BackstageClient } from '../packages/demo/src/backstageClient';
import { startDemo } from '../packages/demo/src/demo';
import { freePorts } from '../packages/demo/src/ports';
import {
  created,
  destroyed,
  environmentOf,
  green,
  type NetworkKind,
  type Tour,
} from '../packages/demo/src/smoke/services';
import { printTable, seconds } from './support/table';

const kinds: NetworkKind[] = ['new', 'existing'];
const target = 0.7;

/**
 * `npm run bench:networks -- [ROUNDS]`: from *Create* to a green card through Backstage's HTTP API, in a new VPC and in an existing
 * network, one after the other in the same demo. Resources of the sandbox take no simulated time.
 */
async function main() {
  const rounds = Number(process.argv[2] ?? 5);
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'bench-networks-'));
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
    const tour = {
      demo,
      backstage: await BackstageClient.signIn(demo.backend.url),
    };
    // Creates one service of each kind first, so that all code is loaded.
    for (const kind of kinds) await run(tour, kind, 'warm');
    const times: Record<NetworkKind, number[]> = { new: [], existing: [] };
    for (let round = 1; round <= rounds; round += 1) {
      for (const kind of kinds) {
        times[kind].push(await run(tour, kind, `round-${round}`));
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
  } finally {
    await demo.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** @returns milliseconds from the request to the green card */
async function run(
  tour: Tour,
  kind: NetworkKind,
  label: string,
): Promise<number> {
  const name = `bench-${label}-${kind}`;
  const begin = performance.now();
  await created(tour, { name, environment: environmentOf[kind] });
  await green(tour, name, kind);
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
