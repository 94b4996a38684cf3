import { verifyTemplate } from '@private-serverless/privacy';
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

/** A result, or the fields of a TemplateError, because threads cannot exchange class instances. */
export type WorkerResult<T> =
  | { result: T }
  | { refused: { reason: string; line?: number } };

function toWorkerResult<T>(work: () => T): WorkerResult<T> {
  try {
    return { result: work() };
  } catch (error) {
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
