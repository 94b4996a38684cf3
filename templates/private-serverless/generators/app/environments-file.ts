import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  checkEnvironments,
  type Environment,
  formatProblem,
} from '@private-serverless/environment';
import { parse } from 'yaml';

type Content = { privateServerless?: unknown } | null;

/** What only Backstage's configuration loader resolves: https://backstage.io/docs/conf/writing */
const placeholder = /\$\{[^{}]*\}/;
const includeKeys = ['$env', '$file', '$include'];

const otherWays =
  'Use `private-serverless generate`, which reads it as Backstage does, or give the output of `backstage-cli config:print`';

/**
 * The environments of a YAML file that has `privateServerless.environments`, every one of them checked.
 *
 * The file is taken as it stands. Where Backstage would read something else (placeholders, includes, an
 * `app-config.local.yaml` beside it, `APP_CONFIG_…` variables), it is refused: two readers of one file must not make two
 * environments of it.
 *
 * @throws Error when the file can't be read, has no environment, or is not what Backstage would read; the message lists
 * every problem
 */
export function readEnvironmentsFile(file: string): Environment[] {
  const section = read(file)?.privateServerless;
  const unresolved = unresolvedPath(section, 'privateServerless');
  if (unresolved) {
    throw new Error(`${file}: ${unresolved} is not resolved. ${otherWays}.`);
  }
  const local = join(dirname(file), 'app-config.local.yaml');
  if (
    basename(file) === 'app-config.yaml' &&
    existsSync(local) &&
    read(local)?.privateServerless !== undefined
  ) {
    throw new Error(`${file}: ${local} changes it. ${otherWays}.`);
  }
  const variable = Object.keys(process.env).find(name =>
    name.startsWith('APP_CONFIG_privateServerless'),
  );
  if (variable) {
    throw new Error(
      `${file}: the environment variable ${variable} changes it. Unset it, or use \`private-serverless generate\`, which reads it as Backstage does.`,
    );
  }
  const { environments, problems } = checkEnvironments(section);
  if (problems.length > 0) {
    throw new Error(`${file}:\n${problems.map(formatProblem).join('\n')}`);
  }
  if (environments.length === 0) {
    throw new Error(`${file} has no privateServerless.environments`);
  }
  return environments;
}

/** A parser's message quotes the text around a mistake, and the file may hold secrets. */
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
      }. Correct the file; its text is not shown, since it may hold secrets.`,
    );
  }
}

/** Path of the first value that Backstage's configuration loader would replace. */
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
