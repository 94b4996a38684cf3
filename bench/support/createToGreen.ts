import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Entry } from '@private-serverless/backstage-plugin-private-api-common';
import { BackstageClient } from '../../packages/demo/src/backstageClient';
import { startDemo } from '../../packages/demo/src/demo';
import { freePorts } from '../../packages/demo/src/ports';
import {
  created,
  destroyed,
  environmentOf,
  green,
  type NetworkKind,
  type Tour,
} from '../../packages/demo/src/smoke/services';

/** Runs a measurement in a new demo, in which resources of the sandbox take no simulated time. */
export async function inDemo(
  measure: (tour: Tour) => Promise<void>,
): Promise<void> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'bench-demo-'));
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
    await measure({ demo, backstage });
  } finally {
    await demo.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** Creates a service and destroys it. @returns milliseconds from the request to the green card */
export async function createToGreen(
  tour: Tour,
  service: { name: string; network: NetworkKind; entry?: Entry },
): Promise<number> {
  const { entry, name, network } = service;
  const begin = performance.now();
  const environment = environmentOf[network];
  await created(tour, { name, environment, ...(entry && { entry }) });
  await green(tour, name, network);
  const took = performance.now() - begin;
  await destroyed(tour, name);
  return took;
}

/** The value in the middle; of an even number, the higher one of both. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
