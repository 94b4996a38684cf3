/** Where a command writes, and what tells it to stop. */
export type Io = {
  /** The result: one JSON document, or text for people. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(line: string): void;
  /** Aborted by the first SIGINT or SIGTERM. */
  stop(): AbortSignal;
};

/** The process's own streams and signals. */
export function processIo(): Io {
  // `… | head` closes the pipe early: that is no error of ours.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
  const { stdout, stderr } = process;
  return streamsIo({ stdout, stderr, stop: stopSignal });
}

/** Whole lines to the given streams. */
export function streamsIo(streams: {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  stop: Io['stop'];
}): Io {
  const { stdout, stderr, stop } = streams;
  return {
    out: text => stdout.write(`${text.replace(/\n$/, '')}\n`),
    err: line => stderr.write(`${line.replace(/\n$/, '')}\n`),
    stop,
  };
}

/** The first signal asks the command to stop; the second ends the process, as it would without us. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}
