import {
  checkEnvironments,
  type Environment,
  formatProblem,
} from '@private-serverless/environment';
import { readConfiguration } from './configuration';
import { UsageError } from './usage';

const key = 'privateServerless';

/**
 * Reads an environment like Backstage and checks all its keys. Problems of other environments are ignored.
 *
 * @param options.id - an ID of `privateServerless.environments`
 * @param options.files - files of `--config`. @defaultValue see {@link readConfiguration}
 * @param options.warn - receives a line for each key that this version does not use
 * @throws UsageError that lists every problem: key, value, what is wrong and what to do
 */
export async function readEnvironment(options: {
  id: unknown;
  files?: string[];
  cwd?: string;
  warn?: (line: string) => void;
}): Promise<Environment> {
  const { id, files, cwd, warn } = options;
  const { value, source } = await readConfiguration({ key, files, cwd });
  const { items, problems } = checkEnvironments(value);
  const ids = idsOf(value);
  const named = items.filter((_, index) => ids[index] === id);
  if (!named.length) {
    const known = ids.filter(other => typeof other === 'string');
    if (!known.length && problems.length) fail(problems.map(formatProblem));
    fail([
      known.length
        ? `environment: ${JSON.stringify(
            id,
          )} is not in ${source}. Use one of ${known.join(
            ', ',
          )} (${key}.environments).`
        : `${source} has no ${key}.environments. Add a list of environments, each with an id.`,
    ]);
  }
  const wrong = named.flatMap(item => item.problems);
  if (wrong.length) fail(wrong.map(formatProblem));
  for (const warning of named[0].warnings) warn?.(formatProblem(warning));
  return named[0].environment!;
}

/** The unchecked IDs, in the order of the environments. */
function idsOf(section: unknown): unknown[] {
  const { environments } = (section ?? {}) as { environments?: unknown };
  return Array.isArray(environments)
    ? environments.map(item => (item as { id?: unknown } | null)?.id)
    : [];
}

function fail(lines: string[]): never {
  throw new UsageError(lines.join('\n'));
}
