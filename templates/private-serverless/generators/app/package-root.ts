import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file or folder of this package. Works from source and from the published build. */
export function packagePath(relative: string): string {
  return fileURLToPath(new URL(`../../${relative}`, import.meta.url));
}

/** Version of the golden path: the version of this package. Generated services record it. */
export const templateVersion: string = (
  JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as {
    version: string;
  }
).version;
