import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  EXTRACT_FORMAT,
  extractSpecification,
  SpecificationExtract,
} from './specificationExtract';

const packageName = '@aws-cdk/aws-service-spec';

/**
 * Loads the schemas of some resource types: from a file in `node_modules/.cache`,
 * because loading the database takes a second and 100 MB, or else from the
 * database, whose extract it then writes to that file.
 *
 * @param folder - where the file is
 */
export function loadSpecification(
  types: readonly string[],
  folder = cacheFolder(),
): SpecificationExtract {
  const { version } = JSON.parse(readFileSync(manifest(), 'utf8'));
  const key = JSON.stringify([EXTRACT_FORMAT, version, types]);
  const file = join(folder, 'specification.json');
  const cached = read(file, key);
  if (cached) return cached;
  const { loadAwsServiceSpecSync } =
    // eslint-disable-next-line global-require
    require(packageName) as typeof import('@aws-cdk/aws-service-spec');
  const extract = extractSpecification(loadAwsServiceSpecSync(), types);
  write(file, JSON.stringify({ key, extract }));
  return extract;
}

/** The `package.json` of the database. */
function manifest(): string {
  return require.resolve(`${packageName}/package.json`);
}

/** The cache folder of the `node_modules` in which the database is installed. */
function cacheFolder(): string {
  return join(dirname(manifest()), '../../.cache/private-serverless/sandbox');
}

/** The extract in a file. Undefined if it is missing, not readable, or has another key. */
function read(file: string, key: string): SpecificationExtract | undefined {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8'));
    return content.key === key ? content.extract : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the file as a whole. Does nothing where the folder cannot be written. */
function write(file: string, content: string): void {
  const incomplete = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(incomplete, content);
    renameSync(incomplete, file);
  } catch {
    remove(incomplete);
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing has to be removed.
  }
}
