import { Worker } from 'node:worker_threads';
import { TemplateError } from '@private-serverless/template';
import type { Outcome, TaskInput, TaskName, TaskResult } from './tasks';
import { type Task, workerStart } from './worker';

/** Limits of a thread. */
export type ThreadLimits = {
  /** Maximum time of a task, in milliseconds. */
  timeoutMs: number;
  /** Maximum memory of the heap, in MiB. */
  maxMemoryMb: number;
};

/** A task that a thread works on. */
type Running = {
  finish: (outcome: Outcome) => void;
  fail: (error: Error) => void;
  timeout: NodeJS.Timeout;
};

/**
 * A thread that does one task at a time. It keeps the process alive only while it has a task. A task that exceeds a limit
 * ends it.
 */
export class WorkerThread {
  private readonly worker: Worker;
  private readonly limits: ThreadLimits;
  private running?: Running;
  /** Whether the thread has ended, or is about to. */
  hasEnded = false;

  constructor(limits: ThreadLimits) {
    this.limits = limits;
    const { file, ...start } = workerStart;
    this.worker = new Worker(file, {
      ...start,
      resourceLimits: { maxOldGenerationSizeMb: limits.maxMemoryMb },
    });
    this.worker.unref();
    this.worker.on('message', outcome => this.settle()?.finish(outcome));
    this.worker.on('error', error => this.fail(this.explain(error)));
    this.worker.on('exit', code =>
      this.fail(new Error(`The thread ended with exit code ${code}.`)),
    );
  }

  /** @throws TemplateError if the task exceeds a limit */
  run<N extends TaskName>(
    name: N,
    input: TaskInput<N>,
  ): Promise<Outcome<TaskResult<N>>> {
    const task: Task = { name, input };
    const { timeoutMs } = this.limits;
    return new Promise((resolve, reject) => {
      // Throws, and so rejects, if the input cannot be copied.
      this.worker.postMessage(task);
      this.worker.ref();
      this.running = {
        finish: outcome => resolve(outcome as Outcome<TaskResult<N>>),
        fail: reject,
        timeout: setTimeout(() => {
          this.fail(this.tooSlow());
          void this.worker.terminate();
        }, timeoutMs),
      };
    });
  }

  /** Ends the thread, also in the middle of a task. */
  async end(): Promise<void> {
    this.hasEnded = true;
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.hasEnded = true;
    this.settle()?.fail(error);
  }

  private settle(): Running | undefined {
    const { running } = this;
    this.running = undefined;
    clearTimeout(running?.timeout);
    this.worker.unref();
    return running;
  }

  private tooSlow(): TemplateError {
    return new TemplateError(
      `Reading the template takes longer than ${
        this.limits.timeoutMs / 1000
      } s. Simplify it or split it into several stacks.`,
    );
  }

  private explain(error: Error & { code?: string }): Error {
    return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? new TemplateError(
          `Reading the template takes more than ${this.limits.maxMemoryMb} MiB of memory. Simplify it or split it into several stacks.`,
        )
      : error;
  }
}
