import { randomBytes } from 'node:crypto';

/** The name of the log stream of a new process, as Lambda names them. */
export function newLogStream(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

/**
 * What a line of a function's output says, without Lambda's time, request and
 * level; undefined for Lambda's own lines.
 */
export function wordsOf(line: string): string | undefined {
  if (/^(START|END|REPORT) RequestId: /.test(line)) return undefined;
  return line.replace(/^\d{4}-\S+Z\t\S+\t[A-Z]+\t/, '').replaceAll('\r', '\n');
}

/** Lambda's last lines of a call that its process could not end itself. */
export function linesOfBrokenCall(
  id: string,
  message: string,
  durationMs: number,
  memoryMb: number,
): string[] {
  return [
    `${new Date().toISOString()} ${message.replace(
      /^RequestId: \S+ Error: (?=Task timed out)/,
      `${id} `,
    )}`,
    `END RequestId: ${id}`,
    `REPORT RequestId: ${id}\tDuration: ${durationMs.toFixed(
      2,
    )} ms\tBilled Duration: ${Math.ceil(
      durationMs,
    )} ms\tMemory Size: ${memoryMb} MB\t`,
  ];
}
