import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Returns a function that checks whether a file is inside a folder, after all symbolic links are resolved. Templates
 * are untrusted: without this check, a template could bundle private files of the deploying user into a function.
 */
export function confineTo(folder: string): (file: string) => boolean {
  const root = realpathSync(folder);
  return file => {
    const relative = path.relative(root, realpathSync(file));
    return (
      relative !== '' &&
      relative !== '..' &&
      !relative.startsWith(`..${path.sep}`) &&
      !path.isAbsolute(relative)
    );
  };
}
