import type { Answers } from '../answers.ts';
import type { KeptRange } from '../parameters.ts';
import type { RepositoryFile } from './repository-files.ts';

/** What an existing repository keeps when it is generated again: its network, and the range of its VPC. */
export type Previous = { network?: Answers['network']; range: KeptRange };

/**
 * Reads what a new generation of a repository must not change without an answer, because its stack can be deployed: a
 * change of the network or of its range replaces the VPC.
 *
 * @param environmentId - the environment of the new generation
 */
export async function readPrevious(
  read: (path: string) => Promise<RepositoryFile>,
  environmentId: string,
): Promise<Previous> {
  const project = await readJson(read, 'private-serverless.json');
  const file = await readJson(
    read,
    `infrastructure/parameters.${environmentId}.json`,
  );
  const answers = asMap(project.answers);
  const { VpcCidr, SubnetHostBits } = asMap(file.Parameters);
  const isSame = answers.environment === environmentId;
  return {
    ...(isSame && (answers.network === 'new' || answers.network === 'existing')
      ? { network: answers.network }
      : {}),
    range: {
      ...(typeof VpcCidr === 'string' ? { VpcCidr } : {}),
      ...(typeof SubnetHostBits === 'string' ? { SubnetHostBits } : {}),
    },
  };
}

/** The object in a JSON file. Empty for every other content, because the comparison reports it. */
async function readJson(
  read: (path: string) => Promise<RepositoryFile>,
  path: string,
): Promise<Record<string, unknown>> {
  const file = await read(path);
  if (file.kind !== 'text') return {};
  try {
    return asMap(JSON.parse(file.text));
  } catch {
    return {};
  }
}

function asMap(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
