import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isInside, runInside } from '../lab/support/namespace';
import { addresses, createNetwork, replaceFile } from '../lab/support/network';
import { createAuthority } from '../packages/probe/src/__testUtils__/certificates';
import type { EngineName } from './support/health/backend';
import { endurance } from './support/health/endurance';
import type { TargetRequest } from './support/probe/target';
import { startWorker } from './support/probe/worker';

/**
 * `npm run bench:health -- [--targets 10000] [--minutes 10] [--interval 60] [--engine private-api | graphile-worker | pg-boss]`: two
 * backends with one PostgreSQL probe local servers, 5 % of the targets are silent, and one backend is killed in the middle. Runs in
 * a network namespace of its own.
 */
async function main(): Promise<number> {
  if (!isInside()) {
    const ended = await runInside();
    if (typeof ended === 'number') return ended;
    console.log(`Not run: ${ended}`);
    return 1;
  }
  const { values } = parseArgs({
    options: {
      targets: { type: 'string', default: '10000' },
      minutes: { type: 'string', default: '10' },
      interval: { type: 'string', default: '60' },
      engine: { type: 'string', default: 'private-api' },
    },
  });
  const total = Number(values.targets);
  const silent = Math.round(total * 0.05);
  createNetwork();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-health-'));
  try {
    const resolvers = path.join(folder, 'resolv.conf');
    writeFileSync(resolvers, `nameserver ${addresses.dns}\n`);
    replaceFile('/etc/resolv.conf', resolvers);
    const authority = await createAuthority('Bench CA');
    const trustBundle = path.join(folder, 'ca.pem');
    writeFileSync(trustBundle, authority.pem);
    const identity = await authority.issue({ names: ['*.lab.test'] });
    const targets = { healthy: total - silent, silent };
    const { worker: server } = await startWorker<TargetRequest, number>(
      'target',
      { kind: 'start', ...identity, names: targets },
    );
    await endurance({
      engine: values.engine as EngineName,
      targets,
      minutes: Number(values.minutes),
      intervalMs: Number(values.interval) * 1_000,
      trustBundle,
      resolver: `${addresses.dns}:53`,
    });
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error);
    // A process of the bench can still run.
    process.exit(1);
  },
);
