import { constants, type Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Content of a path in a repository.
 *
 * - `absent`: nothing. `beyond` names the part of the path that must be a folder, but is a file or a link.
 * - `file`: a regular file within the size limit.
 * - `unreadable`: a file that cannot be compared: a link, too large, or without permission to read it.
 * - `occupied`: something that a file cannot replace, such as a folder.
 */
export type PathContent =
  | { kind: 'absent'; beyond?: { path: string; reason: string } }
  | { kind: 'file'; content: Buffer; mode: number }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'occupied'; reason: string };

/**
 * Reads a file of an untrusted repository: never through a symbolic link, never more than `maxBytes`, and never a file
 * that would block, such as a named pipe.
 *
 * @param root - absolute path of the repository; can itself be a link, because the caller chose it
 * @param path - relative to it, with `/`
 */
export async function readRegularFile(
  root: string,
  path: string,
  maxBytes: number,
): Promise<PathContent> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    const stats = await statsOf(join(root, folder));
    if (typeof stats === 'string') {
      return { kind: 'occupied', reason: stats };
    }
    if (!stats?.isDirectory()) {
      return stats
        ? {
            kind: 'absent',
            beyond: { path: folder, reason: 'is not a folder' },
          }
        : { kind: 'absent' };
    }
  }
  const stats = await statsOf(join(root, path));
  if (typeof stats === 'string') {
    return { kind: 'occupied', reason: stats };
  }
  if (!stats) {
    return { kind: 'absent' };
  }
  if (stats.isSymbolicLink()) {
    return { kind: 'unreadable', reason: 'is a symbolic link' };
  }
  return stats.isFile()
    ? readBounded(join(root, path), maxBytes)
    : { kind: 'occupied', reason: 'is not a regular file' };
}

/** The stats of a path itself, never of a link's target; `undefined` if it does not exist, a reason if it cannot be read. */
async function statsOf(path: string): Promise<Stats | string | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG'
      ? undefined
      : `cannot be read (${code})`;
  }
}

async function readBounded(
  file: string,
  maxBytes: number,
): Promise<PathContent> {
  // The file can be replaced after the check, so do not follow a link or wait for a pipe. Windows does not have these flags.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  try {
    const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { mode, size } = await handle.stat();
      return size > maxBytes
        ? { kind: 'unreadable', reason: `is larger than ${maxBytes} bytes` }
        : { kind: 'file', content: await handle.readFile(), mode };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'unreadable', reason: `cannot be read (${code})` };
  }
}
