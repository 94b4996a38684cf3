/**
 * Rejects after the timeout and aborts the calls, so that there is time for a response before Lambda stops the function.
 *
 * @param timeoutMs - in milliseconds
 * @throws Error after the timeout, or that of `run`
 */
export async function within(timeoutMs: number, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`AWS did not respond within ${timeoutMs} ms.`));
      controller.abort();
    }, timeoutMs);
  });
  try {
    await Promise.race([run(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
