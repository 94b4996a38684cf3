import { gunzipSync, gzipSync } from 'node:zlib';
import { readRegularFile } from './regular-file.ts';
import { RepositoryError } from './repository-error.ts';

/** Generated text of each file, by path relative to the repository with `/`. Line endings are `\n`. */
export type MergeBase = Map<string, string>;

/** Path of the merge base in a generated repository. */
export const mergeBasePath = '.private-serverless/base.json.gz';

/** Maximum size of the compressed file, in bytes. The largest repository of this version needs 20 kB. */
const maxCompressedBytes = 1024 * 1024;

/** Maximum size of the JSON text, in bytes. This also limits the memory of its parser. */
const maxTextBytes = 2 * 1024 * 1024;

/** Byte of the gzip header that names the operating system (RFC 1952); 255 is "unknown". */
const operatingSystemByte = 9;

/** A path that stays inside the repository and outside of git's own folder, on every operating system. */
const safePath =
  // eslint-disable-next-line no-control-regex
  /^(?!\/)(?!.*(?:^|\/)(?:\.{0,2}|\.git[ .]*|git~\d)(?:\/|$))[^\\:\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]{1,500}$/i;

/**
 * Reads the merge base of a repository. The file is untrusted, because anyone who edits the repository can edit it. So its
 * size, its format and every path in it are checked.
 *
 * @param root - absolute path of the repository
 * @returns `undefined` without a merge base: a new folder, or a repository of version 0.1.0
 * @throws RepositoryError if the file is not a valid merge base. The message explains how to continue
 */
export async function readMergeBase(
  root: string,
): Promise<MergeBase | undefined> {
  const file = await readRegularFile(root, mergeBasePath, maxCompressedBytes);
  if (file.kind === 'absent') {
    if (file.beyond) {
      const { path, reason } = file.beyond;
      throw new RepositoryError([
        { path, message: `${reason}. Move it away and run again.` },
      ]);
    }
    return undefined;
  }
  if (file.kind !== 'file') {
    throw invalid(file.reason);
  }
  return decodeMergeBase(file.content);
}

/** @throws RepositoryError if the bytes are not a valid merge base */
export function decodeMergeBase(bytes: Buffer): MergeBase {
  const content = parse(bytes);
  if (!content || typeof content !== 'object' || Array.isArray(content)) {
    throw invalid('does not contain a JSON object');
  }
  // A map, because `__proto__` and `constructor` are valid paths.
  const base: MergeBase = new Map();
  for (const [path, text] of Object.entries(content)) {
    if (!safePath.test(path)) {
      throw invalid(
        `contains ${JSON.stringify(
          path.slice(0, 80),
        )}, which is not a path in the repository`,
      );
    }
    if (typeof text !== 'string') {
      throw invalid(`has a value for ${path} that is not a string`);
    }
    base.set(path, text);
  }
  return base;
}

/**
 * Encodes a merge base. The result depends only on the content: the paths are sorted, and the header has neither a time stamp
 * nor an operating system.
 */
export function encodeMergeBase(base: MergeBase): Buffer {
  const sorted = [...base].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`;
  const bytes = gzipSync(text, { level: 9 });
  bytes[operatingSystemByte] = 255;
  return bytes;
}

/** Whether two merge bases have the same content. */
export function isSameBase(
  a: MergeBase | undefined,
  b: MergeBase | undefined,
): boolean {
  return (
    a?.size === b?.size &&
    [...(a ?? [])].every(([path, text]) => b?.get(path) === text)
  );
}

function parse(bytes: Buffer): unknown {
  if (
    bytes
      .subarray(0, 40)
      .toString('latin1')
      .startsWith('version https://git-lfs')
  ) {
    throw invalid('is a pointer of Git LFS, not the file itself');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(
      gunzipSync(bytes, { maxOutputLength: maxTextBytes }),
    );
  } catch (error) {
    throw invalid(
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? `has more than ${maxTextBytes} bytes of text`
        : 'is not a complete gzip file of UTF-8 text',
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('does not contain JSON');
  }
}

function invalid(reason: string): RepositoryError {
  return new RepositoryError([
    {
      path: mergeBasePath,
      message: `${reason}. Restore it from git, or delete it. Without it, every file that differs from its generated text is a conflict.`,
    },
  ]);
}
