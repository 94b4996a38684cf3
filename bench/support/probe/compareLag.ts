import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses } from '../../../lab/support/network';
import { printTable } from '../table';
import type { Reading, RunnerRequest } from './runner';
import { proxyPort } from './target';
import { startWorker } from './worker';

/** Default interval of the product, in milliseconds. */
const intervalMs = 300_000;
const mib = 1024 * 1024;

/** Periods in intervals. In the first ones, the silent targets become down. */
const periods = [
  { name: 'first interval', intervals: 1 },
  { name: 'second', intervals: 1 },
  { name: 'third and fourth', intervals: 2 },
  { name: 'fifth and sixth', intervals: 2 },
];

/**
 * Runs the product's probes of 1,000 targets behind one proxy for several intervals, without and with silent ones, and prints how
 * late those of the healthy targets start, how many slots the silent ones hold, and the memory.
 */
export async function compareLag(
  options: {
    folder: string;
    trustBundle: string;
    resolver: string;
    factor: number;
  },
  targets: { healthy: number; silent: number },
): Promise<void> {
  const { folder, factor } = options;
  const trustBundle = path.join(folder, 'trust.pem');
  writeFileSync(trustBundle, options.trustBundle);
  const request = {
    ...options,
    kind: 'start' as const,
    trustBundle,
    proxy: `http://${addresses.healthy}:${proxyPort}`,
  };
  const cases = [
    { name: 'all healthy', targets: { ...targets, silent: 0 } },
    { name: `${targets.silent} silent`, targets },
  ];
  const runs = await Promise.all(
    cases.map(async ({ name, targets: own }) => ({
      name,
      readings: await run({ ...request, targets: own }),
    })),
  );
  console.log(
    `\n${targets.healthy} healthy targets behind one proxy, without and with ${
      targets.silent
    } silent ones. Interval ${intervalMs / factor / 1000} s and timeout ${
      10 / factor
    } s${factor === 1 ? '' : `: 1/${factor} of the defaults`}\n`,
  );
  printTable(
    [
      'targets',
      'period',
      'probes',
      'lag p50, ms',
      'p99, ms',
      'slots of silent ones: mean',
      'max',
      'heap, MiB',
      'memory, MiB',
    ],
    runs.flatMap(({ name, readings }) =>
      readings.map((reading, index) => [
        name,
        periods[index].name,
        String(reading.lags.length + reading.silentProbes),
        quantile(reading.lags, 0.5).toFixed(0),
        quantile(reading.lags, 0.99).toFixed(0),
        reading.meanSilent.toFixed(1),
        String(reading.maxSilent),
        (reading.heap / mib).toFixed(0),
        (reading.rss / mib).toFixed(0),
      ]),
    ),
  );
  const steady = runs.map(({ readings }) =>
    quantile(
      readings.slice(-2).flatMap(({ lags }) => lags),
      0.99,
    ),
  );
  const ratio = steady[1] / steady[0];
  console.log(
    `\np99 of the lag in the last two periods: ratio ${ratio.toFixed(2)} (≤ 2${
      ratio <= 2 ? '' : ' MISSED'
    })`,
  );
}

async function run(
  request: RunnerRequest & { kind: 'start' },
): Promise<Reading[]> {
  const { worker } = await startWorker<RunnerRequest, Reading>(
    'runner',
    request,
    ['--expose-gc'],
  );
  const readings: Reading[] = [];
  for (const { intervals } of periods) {
    await sleep((intervals * intervalMs) / request.factor);
    readings.push(await worker.ask({ kind: 'read' }));
  }
  await worker.stop();
  return readings;
}

function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}
