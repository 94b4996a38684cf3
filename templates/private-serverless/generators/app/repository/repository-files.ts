import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from './regular-file.ts';
import { normalizeText, textForm, type TextForm } from './text-form.ts';

/** Maximum size of a file that is compared, in bytes. Generated files have less than 100 kB. */
const maxFileBytes = 1024 * 1024;

/** Content of a repository at the path of a generated file. */
export type RepositoryFile =
  /** `beyond`: the part of the path that is not a folder; `variant`: an existing path that differs only in letter case. */
  | {
      kind: 'absent';
      beyond?: { path: string; reason: string };
      variant?: string;
    }
  /** `text` is normalized. */
  | { kind: 'text'; text: string; form: TextForm; mode: number }
  /** Exists, but cannot be compared: a symbolic link, not UTF-8, or too large. */
  | { kind: 'opaque'; reason: string }
  /** Something that a file cannot replace, such as a folder. */
  | { kind: 'occupied'; reason: string };

/**
 * Returns a function that reads the files of a repository for one comparison.
 *
 * Names are case-sensitive on every file system: a file that was renamed to another case is a different file for git, although
 * macOS and Windows open it under both names.
 *
 * @param root - absolute path of the repository, which can be missing
 */
export function repositoryReader(
  root: string,
): (path: string) => Promise<RepositoryFile> {
  const listings = new Map<string, Promise<Dirent[]>>();
  const list = (folder: string): Promise<Dirent[]> => {
    const listing =
      listings.get(folder) ??
      readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    listings.set(folder, listing);
    return listing;
  };

  async function variantOf(path: string): Promise<string | undefined> {
    const parts = path.split('/');
    for (const [index, part] of parts.entries()) {
      const before = parts.slice(0, index);
      const entries = await list(before.join('/'));
      const exact = entries.find(({ name }) => name === part);
      if (!exact) {
        const other = entries.find(
          ({ name }) => name.toLowerCase() === part.toLowerCase(),
        );
        return other && [...before, other.name].join('/');
      }
      if (!exact.isDirectory()) {
        return undefined;
      }
    }
    return undefined;
  }

  return async path => {
    const variant = await variantOf(path);
    if (variant !== undefined) {
      return { kind: 'absent', variant };
    }
    const found = await readRegularFile(root, path, maxFileBytes);
    if (found.kind === 'file') {
      return toText(found.content, found.mode);
    }
    return found.kind === 'unreadable'
      ? { kind: 'opaque', reason: found.reason }
      : found;
  };
}

function toText(content: Buffer, mode: number): RepositoryFile {
  try {
    // Keep the byte order mark, because it is part of the text's form.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const text = decoder.decode(content);
    return {
      kind: 'text',
      text: normalizeText(text),
      form: textForm(text),
      mode,
    };
  } catch {
    return { kind: 'opaque', reason: 'is not UTF-8 text' };
  }
}
