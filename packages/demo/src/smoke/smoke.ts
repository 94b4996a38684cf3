import {
  entries as allEntries,
  type Entry,
} from '@private-serverless/backstage-plugin-private-api-common';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BackstageClient } from '../backstageClient';
import { type Demo, startDemo } from '../demo';
import { freePorts } from '../ports';
import { badInput, wrongEnvironments } from './badInput';
import { burst } from './burst';
import { entryFaults } from './entryFaults';
import { goldenPath } from './goldenPath';
import { environmentOf, type NetworkKind } from './services';
import { line } from './steps';

/**
 * `npm run smoke -- [--entry ENTRY]… [--network new|existing]… [--burst] [--bad-input]`: the golden path over HTTP, without a
 * browser, with every entry in both kinds of networks, or with the named ones. With entry `alb`, each part of the path is also
 * broken and repaired. Prints one line per step, with its duration.
 */
async function main(): Promise<void> {
  const { entries, networks, withBurst, withBadInput } = choices();
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'private-serverless-'));
  process.once('exit', () =>
    rmSync(stateDir, { recursive: true, force: true }),
  );
  const first = await freePorts(7);
  let wrong: Awaited<ReturnType<typeof wrongEnvironments>> = [];
  let demo: Demo | undefined;
  try {
    demo = await startDemo(
      {
        port: first,
        sandboxPort: first + 1,
        gitPort: first + 4,
        corporatePort: first + 5,
        gitPassword: randomUUID(),
        stateDir,
        ...(withBadInput && {
          async moreEnvironments(sandbox, corporate) {
            wrong = await wrongEnvironments(sandbox, corporate);
            return wrong.map(({ environment }) => environment);
          },
        }),
      },
      (what, ms) => line(what, ms),
    );
    const backstage = await BackstageClient.signIn(demo.backend.url);
    const tour = { demo, backstage };
    for (const network of networks) {
      for (const entry of entries) await goldenPath(tour, network, entry);
    }
    if (entries.includes('alb')) {
      for (const network of networks) await entryFaults(tour, network);
    }
    if (withBurst) for (const network of networks) await burst(tour, network);
    await badInput(tour, wrong);
  } finally {
    await demo?.stop();
  }
}

function choices() {
  const { values } = parseArgs({
    options: {
      entry: { type: 'string', multiple: true },
      network: { type: 'string', multiple: true },
      burst: { type: 'boolean', default: false },
      'bad-input': { type: 'boolean', default: false },
    },
  });
  const known = Object.keys(environmentOf) as NetworkKind[];
  return {
    entries: chosen<Entry>('entry', values.entry, allEntries),
    networks: chosen<NetworkKind>('network', values.network, known),
    withBurst: values.burst,
    withBadInput: values['bad-input'],
  };
}

/** The values of an option. @throws Error if one is not known. @returns all known values if there is none */
function chosen<T extends string>(
  option: string,
  values: string[] | undefined,
  known: readonly T[],
): readonly T[] {
  const unknown = values?.find(one => !known.includes(one as T));
  if (unknown !== undefined) {
    throw new Error(
      `--${option}: '${unknown}' is not valid. Use ${known.join(' or ')}.`,
    );
  }
  return (values as T[] | undefined) ?? known;
}

// A smoke run that is terminated also stops everything that it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

main().then(
  () => process.exit(0),
  error => {
    console.error(`\n✕ ${error.stack ?? error}\n`);
    process.exit(1);
  },
);
