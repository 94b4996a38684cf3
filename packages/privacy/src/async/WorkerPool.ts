import { type ThreadLimits, WorkerThread } from './WorkerThread';

/** Options of {@link WorkerPool}. */
export type WorkerPoolOptions = ThreadLimits & {
  /** Maximum number of threads. */
  maxThreads: number;
  /** Time after which a thread without work ends, in milliseconds. */
  idleTimeoutMs: number;
};

/** Threads that start on demand. */
export class WorkerPool {
  private readonly options: WorkerPoolOptions;
  /** Threads without work. The last one worked last. */
  private readonly idle: Array<{ thread: WorkerThread; end: NodeJS.Timeout }> =
    [];
  private readonly busy = new Set<WorkerThread>();
  /** Resumes the tasks that wait for a thread, in order. */
  private readonly waiting: Array<() => void> = [];

  constructor(options: WorkerPoolOptions) {
    this.options = options;
  }

  /** Does something with a thread, as soon as one is free. */
  async withThread<T>(work: (thread: WorkerThread) => Promise<T>): Promise<T> {
    const thread = await this.take();
    try {
      return await work(thread);
    } finally {
      this.busy.delete(thread);
      if (!thread.hasEnded) this.rest(thread);
      this.waiting.shift()?.();
    }
  }

  /** Ends the threads and the tasks that run. The next task starts a new thread. */
  async close(): Promise<void> {
    const idle = this.idle.splice(0);
    idle.forEach(({ end }) => clearTimeout(end));
    const threads = [...idle.map(({ thread }) => thread), ...this.busy];
    await Promise.all(threads.map(thread => thread.end()));
  }

  private async take(): Promise<WorkerThread> {
    while (this.busy.size >= this.options.maxThreads) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
    }
    const free = this.idle.pop();
    clearTimeout(free?.end);
    const thread =
      free && !free.thread.hasEnded
        ? free.thread
        : new WorkerThread(this.options);
    this.busy.add(thread);
    return thread;
  }

  private rest(thread: WorkerThread): void {
    const end = setTimeout(() => {
      const index = this.idle.findIndex(other => other.thread === thread);
      this.idle.splice(index, 1);
      void thread.end();
    }, this.options.idleTimeoutMs);
    end.unref();
    this.idle.push({ thread, end });
  }
}
