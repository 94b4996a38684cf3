import { unzipSync } from 'fflate';

/** Files of a function by path. */
export type PackageFiles = Record<string, Uint8Array>;

/** Lambda's limit for an unzipped package. */
const MAX_UNZIPPED_BYTES = 250 * 1024 * 1024;

/**
 * Unzips a deployment package. Throws for what is no zip, is too large, or
 * has a path that leads out of it.
 */
export function unpack(zip: Uint8Array): PackageFiles {
  let total = 0;
  const files = unzipSync(zip, {
    filter: file => {
      total += file.originalSize;
      if (total > MAX_UNZIPPED_BYTES) {
        throw new Error('The unzipped package is larger than 250 MB');
      }
      if (!isInside(file.name)) {
        throw new Error(`The path ${file.name} leads out of the package`);
      }
      return !file.name.endsWith('/');
    },
  });
  return files;
}

/** The package that Lambda makes of `ZipFile`: one file, `index.js`. */
export function inlineCode(source: string): PackageFiles {
  return { 'index.js': Buffer.from(source) };
}

function isInside(path: string): boolean {
  return (
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !path.split('/').includes('..')
  );
}
