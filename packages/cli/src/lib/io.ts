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
  return {
    out: text => process.stdout.write(`${text.replace(/\n$/, '')}\n`),
    err: line => process.stderr.write(`${line.replace(/\n$/, '')}\n`),
    stop: stopSignal,
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
