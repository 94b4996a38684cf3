import { decodeTemplate } from '@private-serverless/template';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { factsFileName } from '../network/factsFile';
import { NetworkFactsError } from '../network/NetworkFactsError';
import { parseNetworkFacts } from '../network/parseNetworkFacts';
import { readRegularFile } from '../repository/readRegularFile';
import { readRepository } from '../repository/readRepository';
import { RepositoryFileError } from '../repository/RepositoryFileError';
import type { ProofInput } from './proofFiles';

/** A repository with its template. @public */
export type ProofRepository = {
  /** Folder of the repository. */
  root: string;
  /** File of the template. */
  templatePath: string;
  /** Values of its parameters, as the repository has them. */
  parameters: Record<string, string>;
};

/**
 * Reads what the proof of a repository is made from: its template, parameters, network facts (`privacy-facts.json`), exceptions and
 * recorded settings. Nothing else can change the proof, so continuous integration can make the same one.
 *
 * @throws RepositoryFileError for a file that is not valid, or is a link to a file outside the repository
 * @throws TemplateError if the template is not UTF-8
 * @public
 */
export async function readProofInput({
  root,
  templatePath,
  parameters,
}: ProofRepository): Promise<ProofInput> {
  const [bytes, facts, repository] = await Promise.all([
    readFile(templatePath),
    readRegularFile(root, factsFileName),
    readRepository(root),
  ]);
  return {
    ...repository,
    template: decodeTemplate(bytes),
    parameters,
    file: path
      .relative(path.resolve(root), path.resolve(templatePath))
      .split(path.sep)
      .join('/'),
    ...(facts !== undefined && { networkFacts: parse(facts) }),
  };
}

function parse(text: string) {
  try {
    return parseNetworkFacts(text);
  } catch (error) {
    if (!(error instanceof NetworkFactsError)) throw error;
    throw new RepositoryFileError(`${factsFileName}: ${error.message}`);
  }
}
