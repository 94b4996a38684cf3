import { gunzipSync, gzipSync } from 'node:zlib';
import { readRegularFile } from './regular-file.ts';
import { RepositoryError } from './repository-error.ts';

/** Text of each generated file as generated, by path relative to the repository with `/`; line ends are `\n`. */
export type MergeBase = Map<string, string>;

/** Where a generated repository keeps its merge base, relative to its root. */
export const mergeBasePath = '.private-serverless/base.json.gz';

/** Upper bound of the compressed file, in bytes. The largest repository of this version needs 20 kB. */
const maxCompressedBytes = 1024 * 1024;

/** Upper bound of the JSON text, in bytes. A bounded size also bounds what its parser needs. */
const maxTextBytes = 2 * 1024 * 1024;

/** Byte of the gzip header that names the operating system (RFC 1952); 255 is "unknown". */
const operatingSystemByte = 9;

/** A path that stays inside the repository and outside of git's own folder, on every operating system. */
const safePath =
  // eslint-disable-next-line no-control-regex
  /^(?!\/)(?!.*(?:^|\/)(?:\.{0,2}|\.git[ .]*|git~\d)(?:\/|$))[^\\:\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]{1,500}$/i;

/**
 * Reads the merge base of a repository. Whoever edits the repository can edit this file, so its size, its form and
 * every path in it are checked.
 *
 * @param root - absolute path of the repository
 * @returns `undefined` where there is none: a new folder, or a repository of version 0.1.0
 * @throws RepositoryError when the file is not a merge base; the message says how to continue
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

/** @throws RepositoryError when the bytes are not a merge base */
export function decodeMergeBase(bytes: Buffer): MergeBase {
  const content = parse(bytes);
  if (!content || typeof content !== 'object' || Array.isArray(content)) {
    throw invalid('does not contain a JSON object');
  }
  // A map, since `__proto__` and `constructor` are paths like any other.
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
      throw invalid(`contains no text for ${path}`);
    }
    base.set(path, text);
  }
  return base;
}

/**
 * The file of a merge base. The same content makes the same bytes: the paths are sorted, and the header has neither a
 * time stamp nor an operating system.
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
      message: `${reason}. Restore it from git, or delete it: then every file that differs from what is generated is a conflict.`,
    },
  ]);
}
