import { InputError } from '@backstage/errors';

/** The error for a place in a catalog file: names its line, the problem and the fix. */
export function refused(
  text: string,
  path: string,
  offset: number,
  { problem, fix }: { problem: string; fix: string },
): InputError {
  return new InputError(
    `${path}:${lineOf(
      text,
      offset,
    )}: ${problem}. ${fix}, then run this step again. The file was not changed.`,
  );
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
