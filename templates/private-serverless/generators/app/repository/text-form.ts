/**
 * How a text is stored, apart from its content: editors and git change this without anybody editing the file.
 * Git's `core.autocrlf` changes line ends, and some editors add a byte order mark.
 */
export type TextForm = { lineEnd: '\n' | '\r\n'; hasByteOrderMark: boolean };

const byteOrderMark = '\ufeff';

/** The content of a text with `\n` as line end and without a byte order mark. */
export function normalizeText(text: string): string {
  const content = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return content.replaceAll('\r\n', '\n');
}

/** How a text is stored. Line ends are `\r\n` only where all of them are. */
export function textForm(text: string): TextForm {
  const lineFeeds = text.split('\n').length - 1;
  const pairs = text.split('\r\n').length - 1;
  return {
    lineEnd: pairs > 0 && pairs === lineFeeds ? '\r\n' : '\n',
    hasByteOrderMark: text.startsWith(byteOrderMark),
  };
}

/** A normalized text, stored in the form of the file that it replaces. */
export function inForm(content: string, form: TextForm): string {
  const mark = form.hasByteOrderMark ? byteOrderMark : '';
  return mark + content.replaceAll('\n', form.lineEnd);
}
