import {
  checkEnvironments,
  type Environment,
  type EnvironmentConfig,
  formatProblem,
} from '@private-serverless/environment';
import { readConfiguration } from './configuration';
import { UsageError } from './usage';

const key = 'privateServerless';

/** An environment, and what the configuration says about it. */
export type ConfiguredEnvironment = {
  /** With defaults. */
  environment: Environment;
  /** The item of `privateServerless.environments`, valid and without defaults. */
  written: EnvironmentConfig;
};

/**
 * Reads an environment like Backstage and checks all its keys. Problems of other environments are ignored.
 *
 * @param options.id - an ID of `privateServerless.environments`
 * @param options.files - files of `--config`. @defaultValue see {@link readConfiguration}
 * @param options.warn - receives a line for each key that this version does not use
 * @throws UsageError that lists every problem: key, value, what is wrong and what to do
 */
export async function readEnvironment(
  options: EnvironmentOptions & { id: unknown },
): Promise<Environment> {
  const { environment } = await readConfiguredEnvironment({
    ...options,
    subject: 'environment',
  });
  return environment;
}

/** Where to read an environment, and whom to warn. */
export type EnvironmentOptions = {
  files?: string[];
  cwd?: string;
  warn?: (line: string) => void;
};

/**
 * Reads an environment as {@link readEnvironment}, together with its item in the configuration.
 *
 * @param options.subject - the field or option with the ID, for messages. @defaultValue '--environment'
 * @throws UsageError as {@link readEnvironment}; also without an ID
 */
export async function readConfiguredEnvironment(
  options: EnvironmentOptions & { id: unknown; subject?: string },
): Promise<ConfiguredEnvironment> {
  const { id, files, cwd, warn, subject = '--environment' } = options;
  const { value, source } = await readConfiguration({ key, files, cwd });
  const { items, problems } = checkEnvironments(value);
  const ids = idsOf(value);
  const index = ids.findIndex(other => other === id && id !== undefined);
  if (index < 0) {
    const known = ids.filter(other => typeof other === 'string');
    if (!known.length && problems.length) fail(problems.map(formatProblem));
    const missing =
      id === undefined
        ? `${subject} is missing`
        : `${subject}: ${JSON.stringify(id)} is not in ${source}`;
    fail([
      known.length
        ? `${missing}. Use one of ${known.join(', ')} (${key}.environments).`
        : `${source} has no ${key}.environments. Add a list of environments, each with an id.`,
    ]);
  }
  const named = items.filter((_, other) => ids[other] === id);
  const wrong = named.flatMap(item => item.problems);
  if (wrong.length) fail(wrong.map(formatProblem));
  for (const warning of named[0].warnings) warn?.(formatProblem(warning));
  const { environments } = value as { environments: EnvironmentConfig[] };
  return {
    environment: named[0].environment!,
    written: environments[index],
  };
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
