import {
  existingResources,
  factsFileText,
  type NetworkFacts,
  NetworkFactsError,
  repositoryFacts,
  verifyTemplate,
} from '@private-serverless/privacy';
import {
  readTemplateText,
  type TemplateDocument,
  TemplateError,
} from '@private-serverless/template';

/*
 * Runs in the worker thread. The main thread imports this module for its file name and its types.
 */

/** Path of this file, to start a worker with. */
export const workerFile = __filename;

/** A result, or the fields of an error, because threads cannot exchange class instances. */
export type WorkerResult<T> =
  | { result: T }
  /** Of a TemplateError. */
  | { refused: { reason: string; line?: number } }
  /** The message of a NetworkFactsError. */
  | { refusedFacts: string };

function toWorkerResult<T>(work: () => T): WorkerResult<T> {
  try {
    return { result: work() };
  } catch (error) {
    if (error instanceof NetworkFactsError) {
      return { refusedFacts: error.message };
    }
    if (!(error instanceof TemplateError)) throw error;
    return { refused: { reason: error.reason, line: error.line } };
  }
}

/** Reads the text of a template. */
export function read(text: string): WorkerResult<TemplateDocument> {
  return toWorkerResult(() => readTemplateText(text));
}

/** Verifies a template with every privacy rule. The verdict is JSON, as the command line writes it. */
export function verify(
  options: Parameters<typeof verifyTemplate>[0],
): WorkerResult<string> {
  return toWorkerResult(() => JSON.stringify(verifyTemplate(options)));
}

/** Lists what a template uses of an existing network. */
export function existing(
  options: Parameters<typeof existingResources>[0],
): WorkerResult<ReturnType<typeof existingResources>> {
  return toWorkerResult(() => existingResources(options));
}

/** The text of the file with network facts that a repository keeps. */
export function factsFile({
  facts,
  ...options
}: Parameters<typeof existingResources>[0] & {
  facts: NetworkFacts;
}): WorkerResult<string> {
  return toWorkerResult(() => factsFileText(repositoryFacts(facts, options)));
}
