import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Maximum number of differing lines. The comparison time grows with their square; 1000 lines take about 0.2 s. */
const maxEdits = 1000;

/** Maximum length of a diff, in lines. */
const maxLines = 500;

/** Maximum length of a line, in characters. */
const maxColumns = 1000;

/** Characters that a terminal or log would interpret: control and bidirectional characters, except tabs. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Returns the unified diff from the repository's file to the generated one, for `git apply`. The repository's lines are
 * untrusted: control characters are escaped, long lines and long diffs end with `…`.
 *
 * @returns `undefined` if too many lines differ
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
