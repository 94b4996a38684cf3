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
 */
export function loadSpecification(
  types: readonly string[],
): SpecificationExtract {
  const { folder, version } = locate();
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

/** The cache folder beside the installed database, and the version of the database. */
function locate(): { folder: string; version: string } {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return {
    folder: join(dirname(manifest), '../../.cache/private-serverless/sandbox'),
    version,
  };
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
    rmSync(incomplete, { force: true });
  }
}
