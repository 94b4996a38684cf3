import { unzipSync } from 'fflate';

/** The files of a function, by path. */
export type PackageFiles = Record<string, Uint8Array>;

/** Lambda's limit for an unzipped deployment package. */
const maxUnzippedBytes = 250 * 1024 * 1024;

/**
 * Unzips a deployment package.
 *
 * @throws Error if the content is not a valid zip file, is too large, or
 *   contains a path outside the package
 */
export function unpack(zip: Uint8Array): PackageFiles {
  let total = 0;
  const files = unzipSync(zip, {
    filter: file => {
      total += file.originalSize;
      if (total > maxUnzippedBytes) {
        throw new Error('The unzipped package exceeds the limit of 250 MB');
      }
      if (!isInside(file.name)) {
        throw new Error(`The path ${file.name} is outside the package`);
      }
      return !file.name.endsWith('/');
    },
  });
  return files;
}

/** The package that Lambda creates from `ZipFile`: one file, `index.js`. */
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
