import { NetworkFactsError, type Verdict } from '@private-serverless/privacy';
import {
  type TemplateDocument,
  TemplateError,
} from '@private-serverless/template';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import {
  existing,
  factsFile,
  type WorkerResult,
  read,
  verify,
  workerFile,
} from './worker';

/** Options of {@link TemplateWorkers}. */
export type TemplateWorkersOptions = {
  /** Maximum time for one template in milliseconds, without the wait for a thread. @defaultValue 10000 */
  timeoutMs?: number;
  /** Maximum memory of a thread in MiB. @defaultValue 512 */
  maxMemoryMb?: number;
};

/** Maximum number of threads. A single hostile template can occupy only one of them. */
const maxThreads = 2;

/**
 * Reads and verifies templates in worker threads.
 *
 * Templates are untrusted. In the main thread, a template that keeps the parser or a rule busy would block all users, and one
 * that exhausts the memory would end the process. The pool terminates a thread that exceeds the time limit. It starts threads
 * on demand and ends them after a minute without work.
 */
export class TemplateWorkers {
  private readonly timeoutMs: number;
  private readonly maxMemoryMb: number;
  private pool?: Piscina;
  /** Starts the timeout of a template only when a thread is free. */
  private readonly whenFree = pLimit(maxThreads);

  constructor({
    timeoutMs = 10_000,
    maxMemoryMb = 512,
  }: TemplateWorkersOptions = {}) {
    this.timeoutMs = timeoutMs;
    this.maxMemoryMb = maxMemoryMb;
  }

  /**
   * Like `readTemplateText` of `@private-serverless/template`.
   * @throws TemplateError if the text cannot be read, or not within the limits
   */
  read = (text: string): Promise<TemplateDocument> => this.run(read, text);

  /**
   * Like `verifyTemplate` of `@private-serverless/privacy`.
   * @throws TemplateError if the template cannot be read or verified, or not within the limits
   * @throws NetworkFactsError if the network facts are of another network
   */
  verify = async (options: Parameters<typeof verify>[0]): Promise<Verdict> =>
    JSON.parse(await this.run(verify, options));

  /**
   * Like `existingResources` of `@private-serverless/privacy`.
   * @throws TemplateError if the template cannot be read, or not within the limits
   */
  existingResources = (options: Parameters<typeof existing>[0]) =>
    this.run(existing, options);

  /**
   * The text of `privacy-facts.json`: `factsFileText` of `repositoryFacts`.
   * @throws TemplateError if the template cannot be read, or not within the limits
   */
  factsFileText = (options: Parameters<typeof factsFile>[0]): Promise<string> =>
    this.run(factsFile, options);

  /** Ends the threads. The next template starts a new one. */
  async close(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    await pool?.destroy();
  }

  /** @param work - function of the worker module. Only its name is used; the import keeps it in the build */
  private async run<I, T>(
    work: (input: I) => WorkerResult<T>,
    input: I,
  ): Promise<T> {
    const response: WorkerResult<T> = await this.whenFree(() => {
      this.pool ??= this.start();
      const signal = AbortSignal.timeout(this.timeoutMs);
      return this.pool.run(input, { name: work.name, signal });
    }).catch(error => {
      throw this.explain(error);
    });
    if ('result' in response) return response.result;
    if ('refusedFacts' in response) {
      throw new NetworkFactsError(response.refusedFacts);
    }
    throw new TemplateError(response.refused.reason, response.refused.line);
  }

  private start(): Piscina {
    return new Piscina({
      filename: workerFile,
      minThreads: 0,
      maxThreads,
      idleTimeout: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: this.maxMemoryMb },
      execArgv: execArgv(),
    });
  }

  private explain(error: Error & { code?: string }): Error {
    if (error.name === 'AbortError' || error.name === 'TimeoutError') {
      return new TemplateError(
        `Reading the template takes longer than ${
          this.timeoutMs / 1000
        } s. Simplify it or split it into several stacks.`,
      );
    }
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return new TemplateError(
        `Reading the template takes more than ${this.maxMemoryMb} MiB of memory. Simplify it or split it into several stacks.`,
      );
    }
    return error;
  }
}

/** In this repository, the worker is a TypeScript file. The published package contains JavaScript only. */
function execArgv(): string[] {
  return workerFile.endsWith('.ts')
    ? ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')]
    : [];
}

/** The pool that all actions of this process share. */
export const templateWorkers = new TemplateWorkers();
