import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createAuthority } from '../packages/probe/src/__testUtils__/certificates';
import { isInside, runInside } from '../lab/support/namespace';
import { addresses, createNetwork, replaceFile } from '../lab/support/network';
import { startBlackbox } from './support/probe/blackbox';
import { compareCpu } from './support/probe/compareCpu';
import { compareLag } from './support/probe/compareLag';
import type { TargetRequest } from './support/probe/target';
import { startWorker } from './support/probe/worker';

const targets = { healthy: 700, silent: 300 };

/**
 * `npm run bench:probe -- [cpu | lag] [FACTOR]`: the CPU time per probe beside that of the blackbox exporter, and how late probes
 * start with 1,000 targets behind one proxy, 30 % of them silent. FACTOR shortens interval and timeout. Runs in a network
 * namespace of its own.
 */
async function main(): Promise<number> {
  if (!isInside()) {
    const ended = await runInside();
    if (typeof ended === 'number') return ended;
    console.log(`Not run: ${ended}`);
    return 1;
  }
  const [part = 'all', factor = '10'] = process.argv.slice(2);
  createNetwork();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-probe-'));
  try {
    const resolvers = path.join(folder, 'resolv.conf');
    writeFileSync(resolvers, `nameserver ${addresses.dns}\n`);
    replaceFile('/etc/resolv.conf', resolvers);
    const authority = await createAuthority('Bench CA');
    const identity = await authority.issue({ names: ['*.lab.test'] });
    const { worker: server } = await startWorker<TargetRequest, number>(
      'target',
      { kind: 'start', ...identity, names: targets },
    );
    const vantage = {
      trustBundle: authority.pem,
      resolver: `${addresses.dns}:53`,
    };
    if (part !== 'lag') {
      const blackbox = await startBlackbox(folder, authority.pem);
      try {
        await compareCpu(
          blackbox,
          { ...vantage, rounds: 5, probes: 1000 },
          server,
        );
      } finally {
        blackbox?.stop();
      }
    }
    if (part !== 'cpu') {
      await compareLag({ ...vantage, folder, factor: Number(factor) }, targets);
    }
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
