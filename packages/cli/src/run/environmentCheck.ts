import { writeFile } from 'node:fs/promises';
import {
  checkReadiness,
  readNetworkFacts,
} from '@private-serverless/readiness';
import { readinessSummary } from '../lib/environment/readinessSummary';
import { readinessClients } from '../lib/environment/readinessClients';
import { readConfiguredEnvironment } from '../lib/environments';
import type { Io } from '../lib/io';
import { NegativeResult, UsageError } from '../lib/usage';

/** Options of `environment check`. */
export type EnvironmentCheckOptions = {
  environment?: string;
  config?: string[];
  networkFacts?: string;
  json?: boolean;
};

/** Runs `environment check`. */
export async function runEnvironmentCheck(
  options: EnvironmentCheckOptions,
  io: Io,
) {
  const { environment } = await readConfiguredEnvironment({
    id: options.environment,
    files: options.config,
    warn: io.err,
  });
  const { networkFacts: file } = options;
  if (file && !environment.network.existing) {
    throw new UsageError(
      `--network-facts: environment ${environment.id} has no network.existing to describe. Add one, or remove the option.`,
    );
  }
  const { close, ...clients } = readinessClients(environment);
  try {
    const readiness = await checkReadiness({ environment, clients });
    const [account] = readiness.checks;
    // Credentials of another account would describe another network.
    if (file && account.status !== 'ok') {
      io.err(
        `Network facts are not written to ${file}: see the check account.`,
      );
    } else if (file) {
      const facts = await readNetworkFacts({ environment, clients });
      await writeFacts(file, `${JSON.stringify(facts, null, 2)}\n`);
      io.err(`Network facts: ${file}`);
    }
    io.out(
      options.json
        ? JSON.stringify(readiness, null, 2)
        : readinessSummary(readiness),
    );
    if (!readiness.ready) throw new NegativeResult();
  } finally {
    close();
  }
}

async function writeFacts(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(
      `--network-facts: '${file}' cannot be written: ${
        (error as Error).message
      }.`,
    );
  }
}
