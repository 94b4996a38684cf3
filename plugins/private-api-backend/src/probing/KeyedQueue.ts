/** Runs tasks with the same key one after another, and tasks with different keys in parallel. */
export class KeyedQueue {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs a task after all earlier tasks with the same key have ended or failed. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const previous = this.last.get(key) ?? Promise.resolve();
    const current = previous.then(task, task);
    const settled = current.catch(() => undefined);
    this.last.set(key, settled);
    try {
      return await current;
    } finally {
      if (this.last.get(key) === settled) {
        this.last.delete(key);
      }
    }
  }
}
