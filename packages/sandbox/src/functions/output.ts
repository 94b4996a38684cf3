import { randomBytes } from 'node:crypto';

/** The log stream name of a new process, in Lambda's format. */
export function newLogStream(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

/**
 * The message in a line of a function's output, without Lambda's time, request
 * ID and level. Undefined for Lambda's own lines.
 */
export function messageOf(line: string): string | undefined {
  if (/^(START|END|REPORT) RequestId: /.test(line)) return undefined;
  return line.replace(/^\d{4}-\S+Z\t\S+\t[A-Z]+\t/, '').replaceAll('\r', '\n');
}

/**
 * Lambda's last log lines of an invocation whose process ended before it could
 * write them.
 */
export function linesOfFailedInvocation(
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
