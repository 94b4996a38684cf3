import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  checkEnvironments,
  type Environment,
  formatProblem,
} from '@private-serverless/environment';
import { parse } from 'yaml';

type Content = { privateServerless?: unknown } | null;

/** Values that only Backstage's configuration loader resolves: https://backstage.io/docs/conf/writing */
const placeholder = /\$\{[^{}]*\}/;
const includeKeys = ['$env', '$file', '$include'];

const otherWays =
  'Use `private-serverless generate`, which reads it as Backstage does, or pass the output of `backstage-cli config:print`';

/**
 * Reads and validates the environments of a YAML file with `privateServerless.environments`.
 *
 * It does not resolve anything. It rejects a file that Backstage would read differently (placeholders, includes, an
 * `app-config.local.yaml` beside it, `APP_CONFIG_…` variables), so that both always use the same environment.
 *
 * @throws Error if the file cannot be read, has no environment, is not valid, or would be read differently by Backstage.
 * The message lists every problem
 */
export function readEnvironmentsFile(file: string): Environment[] {
  const section = read(file)?.privateServerless;
  const unresolved = unresolvedPath(section, 'privateServerless');
  if (unresolved) {
    throw new Error(
      `${file}: ${unresolved} is not resolved. It has a placeholder or an include. ${otherWays}.`,
    );
  }
  const local = join(dirname(file), 'app-config.local.yaml');
  if (
    basename(file) === 'app-config.yaml' &&
    existsSync(local) &&
    read(local)?.privateServerless !== undefined
  ) {
    throw new Error(`${file}: ${local} overrides it. ${otherWays}.`);
  }
  const variable = Object.keys(process.env).find(name =>
    name.startsWith('APP_CONFIG_privateServerless'),
  );
  if (variable) {
    throw new Error(
      `${file}: the environment variable ${variable} overrides it. Unset the variable, or use \`private-serverless generate\`, which reads it as Backstage does.`,
    );
  }
  const { environments, problems } = checkEnvironments(section);
  if (problems.length > 0) {
    throw new Error(`${file}:\n${problems.map(formatProblem).join('\n')}`);
  }
  if (environments.length === 0) {
    throw new Error(
      `${file}: privateServerless.environments is missing. Add at least one environment.`,
    );
  }
  return environments;
}

/** Parses the file. The parser's message quotes the text around an error, which can be a secret, so it is not shown. */
function read(file: string): Content {
  const text = readFileSync(file, 'utf8');
  try {
    return parse(text) as Content;
  } catch (error) {
    const [at] =
      (error as { linePos?: [{ line: number; col: number }] }).linePos ?? [];
    throw new Error(
      `${file} is not valid YAML${
        at ? ` (line ${at.line}, column ${at.col})` : ''
      }. Correct the file. Its text is not shown because it can contain secrets.`,
    );
  }
}

/** Returns the path of the first value that Backstage's configuration loader would replace. */
function unresolvedPath(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') {
    return placeholder.test(value) ? path : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (includeKeys.some(key => Object.hasOwn(value, key))) return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = unresolvedPath(
      inner,
      Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
    );
    if (found) return found;
  }
  return undefined;
}
