import type { Environment } from '@private-serverless/environment';
import {
  factsFileName,
  NetworkFactsError,
  parseNetworkFacts,
  type VerifyOptions,
} from '@private-serverless/privacy';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './usage';

/** Options of `verifyTemplate` about an existing network. */
export type FactsOptions = Pick<
  VerifyOptions,
  'networkFacts' | 'networkFactsFile' | 'maxFactsAge' | 'place'
>;

/**
 * Reads the network facts of a repository.
 *
 * @param root - folder of the repository
 * @param option - file of `--network-facts`. @defaultValue `privacy-facts.json` in the repository, if it exists
 * @returns nothing without a file
 * @throws UsageError that names the file, the field, its value and the fix
 */
export async function factsOfRepository(
  root: string,
  option?: string,
): Promise<FactsOptions> {
  const file = option ?? path.join(root, factsFileName);
  const shown = path.relative(process.cwd(), path.resolve(file)) || file;
  if (option === undefined) await refuseLinkOutside(root, file);
  const text = await readFile(file, 'utf8').catch(error => {
    if (option === undefined && error.code === 'ENOENT') return undefined;
    throw new UsageError(
      `${
        option === undefined ? shown : `--network-facts: '${option}'`
      } cannot be read: ${
        error.message
      }. Write it with private-serverless environment check --environment ID --network-facts FILE.`,
    );
  });
  if (text === undefined) return {};
  return withFile(shown, () => ({
    networkFacts: parseNetworkFacts(text),
    networkFactsFile: shown,
  }));
}

/** What an environment says about network facts: their maximum age, and what they must be about. */
export function factsRules({
  accountId,
  region,
  network,
  privacy,
}: Environment): FactsOptions {
  return {
    place: { accountId, region, vpcId: network.existing?.vpcId },
    maxFactsAge: privacy?.maxFactsAge,
  };
}

/**
 * Runs something that refuses network facts, and names their file.
 *
 * @throws UsageError instead of a NetworkFactsError
 */
export function withFile<T>(file: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NetworkFactsError)) throw error;
    throw new UsageError(
      `Network facts${file ? ` ${file}` : ''}: ${error.message}`,
    );
  }
}

/**
 * Refuses a link that leads outside of the repository, which is untrusted: it could show parts of another file in a message, or
 * overwrite another file.
 *
 * @throws UsageError that names the file
 */
export async function refuseLinkOutside(
  root: string,
  file: string,
): Promise<void> {
  const [folder, target] = await Promise.all([
    realpath(root),
    realpath(file).catch(() => undefined),
  ]);
  if (target === undefined || target.startsWith(folder + path.sep)) return;
  throw new UsageError(
    `${file} is a link to a file outside the repository. Replace the link with a regular file.`,
  );
}
