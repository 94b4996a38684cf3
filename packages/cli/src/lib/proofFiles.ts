import {
  proofDifferences,
  proofFileNames,
  proofFiles,
  type ProofFiles,
  readProofInput,
  RepositoryFileError,
  writeProof,
} from '@private-serverless/privacy';
import { type Project, readProject } from '@private-serverless/stack/local';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Io } from './io';
import { withFile } from './networkFacts';
import { UsageError } from './usage';
import type { VerifyOptions } from './verifyOptions';

const names = Object.values(proofFileNames).join(' and ');

/** Whether a project is a generated repository, which keeps its proof. */
export function keepsProof({ root }: Pick<Project, 'root'>): boolean {
  return existsSync(path.join(root, 'private-serverless.json'));
}

/**
 * Writes the proof of a repository, which is made from its files alone.
 *
 * @throws UsageError if a file is a link to a file outside the repository, is not valid or cannot be written
 */
export async function writeProofFiles(root: string, io: Io): Promise<void> {
  const files = await freshProof(root);
  await withUsageError(writeProof(root, files));
  io.err(`Privacy proof: ${names}`);
}

/**
 * Compares the proof that a repository keeps with a fresh one. Writes what differs, and what to do, to stderr.
 *
 * @returns whether they are the same
 * @throws UsageError if a file is a link to a file outside the repository, or is not valid
 */
export async function checkProofFiles(root: string, io: Io): Promise<boolean> {
  const differences = await withUsageError(
    proofDifferences(root, await freshProof(root)),
  );
  if (differences.length === 0) return true;
  for (const { expected, file, found, line } of differences) {
    if (line === undefined) {
      io.err(`${file} is missing.`);
    } else {
      io.err(`${file} differs from a fresh proof, first in line ${line}:`);
      const [inFile, fresh] = shown([found, expected]);
      io.err(`  in the file: ${inFile}`);
      io.err(`  fresh:       ${fresh}`);
    }
  }
  io.err(
    'What to do: run private-serverless verify . --write-proof in the repository, read the changes, and commit them.',
  );
  return false;
}

/**
 * The proof of a repository is made from its files alone, so that CI can make the same one.
 *
 * @throws UsageError for other options
 */
export function requireOnlyRepository(options: VerifyOptions) {
  const { environment, networkFacts, parameters } = options;
  const flag =
    (options.writeProof && '--write-proof') ||
    (options.checkProof && '--check-proof');
  if (!flag) return;
  if (options.writeProof && options.checkProof) {
    throw new UsageError(
      '--write-proof and --check-proof exclude each other. Remove one of them.',
    );
  }
  const other =
    (parameters && '--parameters') ||
    (networkFacts && '--network-facts') ||
    (environment && '--environment');
  if (other) {
    throw new UsageError(
      `${other}: the proof that a repository keeps is made from its files alone. Remove ${other}, or remove ${flag}.`,
    );
  }
}

async function freshProof(root: string): Promise<ProofFiles> {
  // Again from its folder: the parameters of a command are not those of the repository.
  const project = await readProject(root);
  const input = await withUsageError(readProofInput(project));
  return withFile('privacy-facts.json', () => proofFiles(input));
}

/** Two lines without what a terminal could interpret. Their white space is shown only if nothing else differs. */
function shown(lines: Array<string | undefined>): string[] {
  const [one, other] = lines.map(line => line?.trim());
  return lines.map(line => {
    if (line === undefined) return '(end of the file)';
    const part = one === other ? `"${line}"` : line.trim();
    const text = part.replace(/\p{C}/gu, '\ufffd');
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  });
}

async function withUsageError<T>(work: Promise<T>): Promise<T> {
  return work.catch(error => {
    const isOfFile =
      error instanceof RepositoryFileError || typeof error.code === 'string';
    throw isOfFile ? new UsageError(error.message) : error;
  });
}
