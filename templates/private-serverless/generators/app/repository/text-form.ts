/**
 * Form of a stored text, apart from its content. Git's `core.autocrlf` changes line endings, and some editors add a byte order
 * mark, so a change of the form is not an edit.
 */
export type TextForm = { lineEnd: '\n' | '\r\n'; hasByteOrderMark: boolean };

const byteOrderMark = '\ufeff';

/** Returns the text with `\n` as line ending and without a byte order mark. */
export function normalizeText(text: string): string {
  const content = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return content.replaceAll('\r\n', '\n');
}

/** Returns the form of a text. The line ending is `\r\n` only if all line endings are. */
export function textForm(text: string): TextForm {
  const lineFeeds = text.split('\n').length - 1;
  const pairs = text.split('\r\n').length - 1;
  return {
    lineEnd: pairs > 0 && pairs === lineFeeds ? '\r\n' : '\n',
    hasByteOrderMark: text.startsWith(byteOrderMark),
  };
}

/** Converts a normalized text to the form of the file that it replaces. */
export function inForm(content: string, form: TextForm): string {
  const mark = form.hasByteOrderMark ? byteOrderMark : '';
  return mark + content.replaceAll('\n', form.lineEnd);
}
