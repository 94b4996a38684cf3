import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Upper bound of differing lines. The time of a comparison grows with their square: this many take about 0.2 s. */
const maxEdits = 1000;

/** Upper bound of a diff, in lines. */
const maxLines = 500;

/** Upper bound of a line, in characters. */
const maxColumns = 1000;

/** What a terminal or a log would act on instead of showing it, apart from tabs: control and bidirectional characters. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * The unified diff from the repository's file to the generated one, as `git apply` accepts it. The repository's lines are
 * untrusted: control characters are escaped, long lines and long diffs end with `…`.
 *
 * @returns `undefined` when the files differ in too many lines for a diff to help
 */
export function conflictDiff(
  path: string,
  current: string,
  generated: string,
): string | undefined {
  const extraLines = countLines(current) - countLines(generated);
  if (Math.abs(extraLines) > maxEdits) {
    return undefined;
  }
  const patch = createTwoFilesPatch(
    `a/${path}`,
    `b/${path}`,
    current,
    generated,
    undefined,
    undefined,
    { context: 3, maxEditLength: maxEdits, headerOptions: FILE_HEADERS_ONLY },
  );
  if (patch === undefined) {
    return undefined;
  }
  const lines = patch.split('\n').map(printable);
  const more = lines.length - maxLines;
  return more > 0
    ? `${lines.slice(0, maxLines).join('\n')}\n… ${more} more lines\n`
    : lines.join('\n');
}

function printable(line: string): string {
  const text =
    line.length > maxColumns ? `${line.slice(0, maxColumns)}…` : line;
  return text.replace(
    unprintable,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function countLines(text: string): number {
  return text.split('\n').length;
}
