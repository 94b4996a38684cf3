import { printTable } from '../table';
import type { Blackbox, Round } from './blackbox';
import type { ProberRequest } from './prober';
import { helloPort, type TargetRequest } from './target';
import { cpuMs, startWorker, type Worker } from './worker';

/** One client of the comparison. */
type Side = {
  name: string;
  /** Process whose CPU time counts. */
  pid: number;
  run(round: Round): Promise<unknown>;
};

/**
 * Measures the CPU time per probe of our prober, with both key shares, and of the blackbox exporter, in alternating rounds, and
 * prints the medians and the ratios.
 */
export async function compareCpu(
  other: Blackbox | undefined,
  options: {
    trustBundle: string;
    resolver: string;
    rounds: number;
    probes: number;
  },
  server: Worker<TargetRequest, number>,
): Promise<void> {
  const { rounds, probes, ...vantage } = options;
  const ours = await Promise.all(
    (['classical', 'hybrid'] as const).map(async keyShare => {
      const { worker } = await startWorker<ProberRequest, unknown>('prober', {
        kind: 'create',
        keyShare,
        ...vantage,
      });
      const run = (round: Round) => worker.ask({ kind: 'probe', round });
      return { name: `ours, ${keyShare}`, pid: worker.pid, run, worker };
    }),
  );
  const blackbox: Side[] = other
    ? [
        {
          name: `blackbox ${other.version}`,
          pid: other.pid,
          run: round => other.probe(round, false),
        },
        {
          name: `blackbox ${other.version}, gzip`,
          pid: other.pid,
          run: round => other.probe(round, true),
        },
      ]
    : [];
  const sides: Side[] = [...ours, ...blackbox];
  const hellos = new Map<string, number>();
  for (const side of sides) {
    await side.run({ ...once(helloPort), healthy: false });
    hellos.set(side.name, await server.ask({ kind: 'helloSize' }));
    // For the compilers and caches.
    await side.run({ ...once(), count: 300 });
  }
  const perProbe = new Map(sides.map(({ name }) => [name, [] as number[]]));
  for (let index = 0; index < rounds; index += 1) {
    // Another one starts each time.
    for (const side of [...sides.slice(index), ...sides.slice(0, index)]) {
      const before = cpuMs(side.pid);
      await side.run({ ...once(), count: probes });
      perProbe.get(side.name)!.push((cpuMs(side.pid) - before) / probes);
    }
  }
  await Promise.all(ours.map(({ worker }) => worker.stop()));
  const of = (side: Side | undefined) => side && perProbe.get(side.name)!;
  const [plain, gzip] = blackbox;
  console.log(
    `\nCPU time per probe, ${rounds} rounds of ${probes} probes: ms (lowest to highest), and ratio to blackbox in the same round\n`,
  );
  printTable(
    ['client', 'ClientHello', 'CPU, ms', 'ratio', 'ratio with gzip', 'goal'],
    sides.map((side, index) => {
      const values = of(side)!;
      const ratio = plain && median(ratios(values, of(plain)!));
      return [
        side.name,
        `${hellos.get(side.name)} B`,
        `${median(values).toFixed(2)} (${Math.min(...values).toFixed(
          2,
        )} to ${Math.max(...values).toFixed(2)})`,
        ratio ? ratio.toFixed(2) : 'not run: blackbox is not installed',
        gzip ? median(ratios(values, of(gzip)!)).toFixed(2) : '',
        index === 0 && ratio ? `≤ 0.8${ratio <= 0.8 ? '' : ' MISSED'}` : '',
      ];
    }),
  );
}

function once(port = 443): Round {
  return {
    count: 1,
    concurrency: 10,
    healthy: true,
    url: `https://target.lab.test${port === 443 ? '' : `:${port}`}/health`,
  };
}

function ratios(values: number[], others: number[]): number[] {
  return values.map((value, index) => value / others[index]);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
