import type { FollowOptions } from '@private-serverless/stack';

/** The output of a command, and the signal that stops it. */
export type Io = {
  /** Writes the result: one JSON document, or text for people. */
  out(text: string): void;
  /** Writes progress, warnings and errors. */
  err(line: string): void;
  /** The signal that the first SIGINT or SIGTERM aborts. */
  stop(): AbortSignal;
  /** How often a stack operation is polled. @defaultValue that of the stack engine */
  poll?: FollowOptions['poll'];
};

/** The streams and signals of the process. */
export function processIo(): Io {
  // A command such as `… | head` closes the pipe early, which is not an error.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
  const { stdout, stderr } = process;
  return streamsIo({ stdout, stderr, stop: stopSignal });
}

/** Writes whole lines to the given streams. */
export function streamsIo(streams: {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  stop: Io['stop'];
  poll?: Io['poll'];
}): Io {
  const { stdout, stderr, stop, poll } = streams;
  return {
    out: text => stdout.write(`${text.replace(/\n$/, '')}\n`),
    err: line => stderr.write(`${line.replace(/\n$/, '')}\n`),
    stop,
    poll,
  };
}

/** The first signal stops the command. The second one ends the process, since the listener handles only one signal. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}
