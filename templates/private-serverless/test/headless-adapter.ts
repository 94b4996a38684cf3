import { format } from 'node:util';
import type { Logger, QueuedAdapter } from '@yeoman/types';

/** Methods that Yeoman calls to report about a file. */
const statuses = [
  'skip',
  'force',
  'create',
  'invoke',
  'conflict',
  'identical',
  'info',
  'ok',
  'error',
] as const;

/** Reports about single files that are not logged, because each file is new. */
const silentStatuses: ReadonlySet<string> = new Set([
  'create',
  'identical',
  'force',
]);

/**
 * Adapter for Yeoman without a terminal. It writes log lines to `log` and throws an error for a question, which would wait
 * forever for the standard input of a server.
 */
export function createHeadlessAdapter(
  log: (line: string) => void,
): QueuedAdapter {
  const write = (message?: unknown, ...details: unknown[]) => {
    const line = format(message ?? '', ...details).trim();
    if (line) {
      log(line);
    }
  };
  const logger = Object.assign(
    (message?: unknown, ...details: unknown[]) => {
      write(message, ...details);
      return logger;
    },
    {
      write: (message?: unknown, ...details: unknown[]) =>
        logger(message, ...details),
      writeln: (message?: unknown, ...details: unknown[]) =>
        logger(message, ...details),
      colored: (parts: Array<{ message: string }>) =>
        logger(parts.map(part => part.message).join('')),
      table: ({ rows }: { rows: string[][] }) =>
        logger(rows.map(row => row.join(' ')).join('\n')),
    },
    Object.fromEntries(
      statuses.map(status => [
        status,
        (message?: unknown, ...details: unknown[]) =>
          silentStatuses.has(status) ? logger : logger(message, ...details),
      ]),
    ),
  ) as unknown as Logger;

  const abortion = new AbortController();
  const adapter: QueuedAdapter = {
    log: logger,
    signal: abortion.signal,
    // Yeoman calls it with the error that stops a run, and also rejects the run.
    abort: reason => abortion.abort(reason),
    prompt: async questions => {
      const names = [questions].flat().map(({ name }) => String(name));
      throw new Error(
        `Cannot prompt without a terminal: ${names.join(
          ', ',
        )}. Pass all answers as options.`,
      );
    },
    queue: async task => task(adapter),
    progress: async task => task({ step: () => undefined }),
    close: () => abortion.abort(),
  };
  return adapter;
}
