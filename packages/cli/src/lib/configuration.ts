import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage';

const defaultFile = 'app-config.yaml';

/** The value of one key of the configuration, and its files. */
export type ConfigurationKey = {
  value: unknown;
  /** The files of the configuration, for messages. */
  source: string;
};

/**
 * Reads one key of the configuration in the same way as Backstage: with `$file`, `$include`, `$env`, substitution of
 * environment variables, several files merged in order, and `APP_CONFIG_…` variables.
 *
 * @param options.key - e.g. `privateServerless`
 * @param options.files - files of `--config`, in order. @defaultValue `app-config.yaml` and `app-config.local.yaml` in
 *   the nearest folder from `cwd` upwards that contains the first
 * @param options.cwd - @defaultValue the working directory of the process
 * @throws UsageError that names the file. It never contains text of the file, which may contain secrets
 */
export async function readConfiguration(options: {
  key: string;
  files?: string[];
  cwd?: string;
}): Promise<ConfigurationKey> {
  const { key, files = [], cwd = process.cwd() } = options;
  if (files.some(file => /^https?:/i.test(file))) {
    throw new UsageError('--config: URLs are not supported. Use a file.');
  }
  const rootDir = files.length ? cwd : nearestFolder(cwd);
  const source = files.length
    ? files.map(file => `--config ${file}`).join(', ')
    : path.join(rootDir, defaultFile);
  // Loaded on demand: it takes longer to load than most commands take to run, and few of them read a configuration.
  const { ConfigSources, EnvConfigSource, StaticConfigSource } = await import(
    '@backstage/config-loader'
  );
  try {
    const config = await ConfigSources.toConfig(
      ConfigSources.merge([
        // Without this source, no key can be read from a configuration whose files are empty.
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
        `No ${defaultFile} in ${cwd} or above. Set --config to a YAML file with privateServerless.environments.`,
      );
    }
  }
}

/** The message of a parser is not used: it contains the text around the error. */
function describeFailure(error: Error, source: string): string {
  const { linePos } = error as { linePos?: [{ line: number; col: number }] };
  if (linePos || error.name === 'YAMLParseError') {
    const [at] = linePos ?? [];
    return `${source} is not valid YAML${
      at ? ` (line ${at.line}, column ${at.col})` : ''
    }. Correct the file. Its text is not shown, since it may contain secrets.`;
  }
  const [included] =
    /^[^\n]*?failed to parse included file [^,\n]*/.exec(error.message) ?? [];
  if (included) {
    return `${source} cannot be read: ${included}. Correct the file. Its text is not shown, since it may contain secrets.`;
  }
  return `${source} cannot be read: ${error.message.split('\n')[0]}`;
}
