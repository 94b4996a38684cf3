import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Answers whether a file really lies inside a folder, symbolic links followed. Templates are untrusted:
 * without this a template could bundle the deployer's own files into a function and read them there.
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
