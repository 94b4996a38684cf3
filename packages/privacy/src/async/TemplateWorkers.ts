import {
  limits,
  readTemplateText,
  type TemplateDocument,
} from '@private-serverless/template';
import type { existingResources } from '../network/existingResources';
import type { NetworkFacts } from '../network/NetworkFacts';
import type { Picture } from '../proof/model';
import type { ProofInput } from '../proof/proofFiles';
import type { ProofFiles } from '../proof/PrivacyProof';
import type { Verdict } from '../Verdict';
import type { VerifyOptions } from '../VerifyOptions';
import { fromPieces } from './pieces';
import {
  resultOf,
  type TaskInput,
  type TaskName,
  type TaskResult,
  type TemplateWithParameters,
} from './tasks';
import { WorkerPool } from './WorkerPool';

/** Options of {@link TemplateWorkers}. @public */
export type TemplateWorkersOptions = {
  /** Maximum time for one template in milliseconds, without the wait for a thread. @defaultValue 10000 */
  timeoutMs?: number;
  /** Maximum memory of a thread in MiB. @defaultValue 512 */
  maxMemoryMb?: number;
  /** Maximum number of threads. A single hostile template can occupy only one of them. @defaultValue 2 */
  maxThreads?: number;
  /** Time after which a thread without work ends, in milliseconds. @defaultValue 60000 */
  idleTimeoutMs?: number;
};

/**
 * Reads and verifies templates in worker threads.
 *
 * In the main thread, an untrusted template that keeps the parser or a rule busy blocks everything else, and one that exhausts
 * the memory ends the process. Here, it ends one thread. Threads start on demand. They do not keep the process alive.
 * @public
 */
export class TemplateWorkers {
  private readonly pool: WorkerPool;

  constructor(options: TemplateWorkersOptions = {}) {
    this.pool = new WorkerPool({
      timeoutMs: 10_000,
      maxMemoryMb: 512,
      maxThreads: 2,
      idleTimeoutMs: 60_000,
      ...options,
    });
  }

  /**
   * Like `readTemplateText` of `@private-serverless/template`.
   * @throws TemplateError if the text cannot be read, or not within the limits
   */
  read = (text: string): Promise<TemplateDocument> =>
    this.run('read', text, text);

  /**
   * Like {@link verifyTemplate}.
   * @throws TemplateError if the template cannot be read or verified, or not within the limits
   * @throws NetworkFactsError if the network facts are of another network
   */
  verify = async (options: VerifyOptions): Promise<Verdict> =>
    fromPieces(await this.run('verify', options, options.template));

  /**
   * Like {@link existingResources}.
   * @throws TemplateError if the template cannot be read, or not within the limits
   */
  existingResources = (
    options: TemplateWithParameters,
  ): Promise<ReturnType<typeof existingResources>> =>
    this.run('existingResources', options, options.template);

  /**
   * The text of `privacy-facts.json`: {@link factsFileText} of {@link repositoryFacts}.
   * @throws TemplateError if the template cannot be read, or not within the limits
   */
  factsFileText = (
    options: TemplateWithParameters & { facts: NetworkFacts },
  ): Promise<string> => this.run('factsFileText', options, options.template);

  /**
   * Like {@link networkPicture}.
   * @throws TemplateError if the template cannot be read, or not within the limits
   */
  picture = (options: VerifyOptions): Promise<Picture> =>
    this.run('picture', options, options.template);

  /**
   * Like {@link proofFiles}.
   * @throws TemplateError if the template cannot be read or verified, or not within the limits
   * @throws NetworkFactsError if the network facts are of another network
   */
  proofFiles = (input: ProofInput): Promise<ProofFiles> =>
    this.run('proofFiles', input, input.template);

  /** Ends the threads and the tasks that run. The next template starts a new thread. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private async run<N extends TaskName>(
    name: N,
    input: TaskInput<N>,
    text: string,
  ): Promise<TaskResult<N>> {
    // Rejects a text above the limit at once: a thread needs a copy of it.
    if (text.length > limits.maxBytes) readTemplateText(text);
    return resultOf(
      await this.pool.withThread(thread => thread.run(name, input)),
    );
  }
}

/** The threads that all callers in this process share, with the default limits. @public */
export const templateWorkers = new TemplateWorkers();
