import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { UsageError } from './usage';

const defaultFile = 'app-config.yaml';

/** One item of `privateServerless.environments`; the generator checks the rest. */
export type EnvironmentItem = { id: string } & Record<string, unknown>;

/**
 * The environment of that id from a Backstage configuration file. `${NAME}` and `${NAME:-default}` take
 * values from the process's environment, as Backstage does.
 *
 * @param file - default: the nearest `app-config.yaml` from `cwd` upwards
 * @throws UsageError that names the file and the key
 */
export async function readEnvironment(options: {
  id: unknown;
  file?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}): Promise<EnvironmentItem> {
  const { id, env = process.env } = options;
  const file = options.file ?? nearestConfig(options.cwd ?? process.cwd());
  const items = await readItems(file);
  const found = items.find(item => item.id === id);
  if (!found) {
    throw new UsageError(
      `environment ${JSON.stringify(id)} is not in ${file}: use one of ${items
        .map(item => item.id)
        .join(', ')} (privateServerless.environments).`,
    );
  }
  return substitute(found, env, file) as EnvironmentItem;
}

function nearestConfig(cwd: string): string {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = path.join(folder, defaultFile);
    if (existsSync(file)) return file;
    if (folder === path.dirname(folder)) {
      throw new UsageError(
        `No ${defaultFile} here or above ${cwd}: give --config with a YAML file that has privateServerless.environments.`,
      );
    }
  }
}

async function readItems(file: string): Promise<EnvironmentItem[]> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UsageError(`--config ${file} cannot be read: ${error.message}`);
  });
  const document = parseDocument(text);
  if (document.errors.length) {
    throw new UsageError(
      `--config ${file} is no YAML: ${document.errors[0].message}`,
    );
  }
  const items = document.toJS()?.privateServerless?.environments;
  const isItem = (item: unknown): item is EnvironmentItem =>
    typeof (item as EnvironmentItem | null)?.id === 'string';
  if (!Array.isArray(items) || !items.length || !items.every(isItem)) {
    throw new UsageError(
      `--config ${file}: privateServerless.environments must be a list of environments, each with an id.`,
    );
  }
  return items;
}

/** https://backstage.io/docs/conf/writing#environment-variable-substitution */
function substitute(
  value: unknown,
  env: NodeJS.ProcessEnv,
  file: string,
): unknown {
  if (Array.isArray(value)) return value.map(v => substitute(v, env, file));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [k, substitute(v, env, file)]),
    );
  }
  if (typeof value !== 'string') return value;
  return value.replace(
    /\$?\$\{([^}:]+)(?::-([^}]*))?\}/g,
    (whole, name: string, fallback?: string) => {
      if (whole.startsWith('$$')) return whole.slice(1);
      const found = env[name.trim()] || fallback;
      if (found === undefined) {
        throw new UsageError(
          `--config ${file} wants the environment variable ${name.trim()}: set it.`,
        );
      }
      return found;
    },
  );
}
