import {
  readTemplateText,
  type TemplateDocument,
  TemplateError,
} from '@private-serverless/template';
import { existingResources } from '../network/existingResources';
import { factsFileText, repositoryFacts } from '../network/factsFile';
import type { NetworkFacts } from '../network/NetworkFacts';
import { NetworkFactsError } from '../network/NetworkFactsError';
import type { Picture } from '../proof/model';
import { networkPicture } from '../proof/networkPicture';
import { proofFiles, type ProofInput } from '../proof/proofFiles';
import type { ProofFiles } from '../proof/PrivacyProof';
import { verifyTemplate } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import { toPieces } from './pieces';

/** What identifies a template with the values of its parameters. @public */
export type TemplateWithParameters = Parameters<typeof existingResources>[0];

/** Work that a thread does, by name. */
export const tasks = {
  read: (text: string): TemplateDocument => readTemplateText(text),
  verify: (options: VerifyOptions): string[] =>
    toPieces(verifyTemplate(options)),
  existingResources: (options: TemplateWithParameters) =>
    existingResources(options),
  factsFileText: ({
    facts,
    ...options
  }: TemplateWithParameters & { facts: NetworkFacts }): string =>
    factsFileText(repositoryFacts(facts, options)),
  picture: (options: VerifyOptions): Picture => networkPicture(options),
  proofFiles: (input: ProofInput): ProofFiles => proofFiles(input),
};

/** Name of a task. */
export type TaskName = keyof typeof tasks;

/** Input of a task. */
export type TaskInput<N extends TaskName> = Parameters<(typeof tasks)[N]>[0];

/** Result of a task. */
export type TaskResult<N extends TaskName> = ReturnType<(typeof tasks)[N]>;

/** A result, or the fields of an error, because threads cannot exchange class instances. */
export type Outcome<T = unknown> =
  | { result: T }
  | { templateError: { reason: string; line?: number } }
  | { networkFactsError: string }
  /** An error in the code: its stack. */
  | { defect: string };

/** Runs a task, in the thread. */
export function runTask(name: TaskName, input: unknown): Outcome {
  try {
    return { result: (tasks[name] as (input: unknown) => unknown)(input) };
  } catch (error) {
    if (error instanceof TemplateError) {
      return { templateError: { reason: error.reason, line: error.line } };
    }
    if (error instanceof NetworkFactsError) {
      return { networkFactsError: error.message };
    }
    return { defect: error instanceof Error ? `${error.stack}` : `${error}` };
  }
}

/**
 * The result of a task, in the main thread.
 *
 * @throws the error that the task threw
 */
export function resultOf<T>(outcome: Outcome<T>): T {
  if ('result' in outcome) return outcome.result;
  if ('templateError' in outcome) {
    const { reason, line } = outcome.templateError;
    throw new TemplateError(reason, line);
  }
  if ('networkFactsError' in outcome) {
    throw new NetworkFactsError(outcome.networkFactsError);
  }
  throw new Error(`Failed to process the template: ${outcome.defect}`);
}
