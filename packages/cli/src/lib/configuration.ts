import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage';

const defaultFile = 'app-config.yaml';

/** One key of the configuration, and where it came from. */
export type ConfigurationKey = {
  value: unknown;
  /** The files, for messages. */
  source: string;
};

/**
 * One key of the configuration as Backstage reads it: `$file`, `$include`, `$env`, substitution of environment
 * variables, several files merged in order, and `APP_CONFIG_…` variables.
 *
 * @param options.key - such as `privateServerless`
 * @param options.files - files of `--config`, in order. Default: `app-config.yaml` and `app-config.local.yaml` of the
 *   nearest folder from `cwd` upwards that has the first
 * @param options.cwd - default: the process's own
 * @throws UsageError that names the file. It never shows a text of the file, which may hold secrets.
 */
export async function readConfiguration(options: {
  key: string;
  files?: string[];
  cwd?: string;
}): Promise<ConfigurationKey> {
  const { key, files = [], cwd = process.cwd() } = options;
  if (files.some(file => /^https?:/i.test(file))) {
    throw new UsageError('--config: URLs are not read. Give a file.');
  }
  const rootDir = files.length ? cwd : nearestFolder(cwd);
  const source = files.length
    ? files.map(file => `--config ${file}`).join(', ')
    : path.join(rootDir, defaultFile);
  // Loaded here, since few commands read a configuration and it takes longer to load than they take to run.
  const { ConfigSources, EnvConfigSource, StaticConfigSource } = await import(
    '@backstage/config-loader'
  );
  try {
    const config = await ConfigSources.toConfig(
      ConfigSources.merge([
        // Files without any key make a configuration that no key can be read from.
        StaticConfigSource.create({ data: {} }),
        ConfigSources.defaultForTargets({
          rootDir,
          watch: false,
          targets: files.map(file => ({
            type: 'path' as const,
            target: path.resolve(cwd, file),
          })),
        }),
        EnvConfigSource.create({}),
      ]),
    );
    config.close();
    return { value: config.getOptional(key), source };
  } catch (error) {
    throw new UsageError(describeFailure(error as Error, source));
  }
}

function nearestFolder(cwd: string): string {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, defaultFile))) return folder;
    if (folder === path.dirname(folder)) {
      throw new UsageError(
        `No ${defaultFile} here or above ${cwd}: give --config with a YAML file that has privateServerless.environments.`,
      );
    }
  }
}

/** A parser's message quotes the text around the mistake. */
function describeFailure(error: Error, source: string): string {
  const { linePos } = error as { linePos?: [{ line: number; col: number }] };
  if (linePos || error.name === 'YAMLParseError') {
    const [at] = linePos ?? [];
    return `${source} is not valid YAML${
      at ? ` (line ${at.line}, column ${at.col})` : ''
    }. Correct the file; its text is not shown, since it may hold secrets.`;
  }
  const [included] =
    /^[^\n]*?failed to parse included file [^,\n]*/.exec(error.message) ?? [];
  if (included) {
    return `${source} cannot be read: ${included}. Correct the file; its text is not shown, since it may hold secrets.`;
  }
  return `${source} cannot be read: ${error.message.split('\n')[0]}`;
}
