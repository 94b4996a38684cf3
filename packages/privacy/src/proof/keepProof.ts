import { lstat, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readRegularFile } from '../repository/readRegularFile';
import { RepositoryFileError } from '../repository/RepositoryFileError';
import { type ProofFiles, proofFileNames } from './PrivacyProof';

const kinds = ['json', 'markdown'] as const;

/**
 * Writes a proof to the root of a repository: `privacy-proof.json` and `privacy-proof.md`.
 *
 * @throws RepositoryFileError if one of them is a link to a file outside the repository, so that none is written, or cannot be
 *   written
 * @public
 */
export async function writeProof(
  root: string,
  files: ProofFiles,
): Promise<void> {
  for (const kind of kinds) await requireInside(root, proofFileNames[kind]);
  for (const kind of kinds) {
    const name = proofFileNames[kind];
    await writeFile(path.join(root, name), files[kind]).catch(error => {
      throw new RepositoryFileError(
        `${name} cannot be written (${error.code}). Make the file and its folder writable.`,
      );
    });
  }
}

/** How a file of a repository differs from a fresh proof. @public */
export type ProofDifference = {
  /** Its name. */
  file: string;
  /** First line that differs, from 1. Absent if the file does not exist. */
  line?: number;
  /** The line in the file. Absent if the file ends before it. */
  found?: string;
  /** The line in the fresh proof. Absent if that ends before it. */
  expected?: string;
};

/**
 * Compares the files of a proof in a repository with a fresh one. Line ends do not count, because Git may change them.
 *
 * @returns nothing if they are the same
 * @throws RepositoryFileError if a file cannot be read, or is a link to a file outside the repository
 * @public
 */
export async function proofDifferences(
  root: string,
  files: ProofFiles,
): Promise<ProofDifference[]> {
  const differences = await Promise.all(
    kinds.map(async (kind): Promise<ProofDifference[]> => {
      const file = proofFileNames[kind];
      const text = await readRegularFile(root, file);
      if (text === undefined) return [{ file }];
      const difference = firstDifference(text, files[kind]);
      return difference ? [{ file, ...difference }] : [];
    }),
  );
  return differences.flat();
}

function firstDifference(
  text: string,
  fresh: string,
): Omit<ProofDifference, 'file'> | undefined {
  const [found, expected] = [text, fresh].map(one =>
    one.replace(/\r\n/g, '\n').split('\n'),
  );
  const length = Math.max(found.length, expected.length);
  for (let index = 0; index < length; index++) {
    if (found[index] !== expected[index]) {
      return {
        line: index + 1,
        ...(index < found.length && { found: found[index] }),
        ...(index < expected.length && { expected: expected[index] }),
      };
    }
  }
  return undefined;
}

/** A link, also one to a file that does not exist, could make the command write anywhere. */
async function requireInside(root: string, name: string): Promise<void> {
  const file = path.join(root, name);
  const stats = await lstat(file).catch(error => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!stats?.isSymbolicLink()) return;
  const [folder, target] = await Promise.all([
    realpath(root),
    realpath(file).catch(() => undefined),
  ]);
  if (target?.startsWith(folder + path.sep)) return;
  throw new RepositoryFileError(
    `${name} is a link to a file outside the repository. Replace the link with a regular file.`,
  );
}
