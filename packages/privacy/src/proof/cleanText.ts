/**
 * Text of a template on one line, without characters that are invisible, reverse the direction of a line, or are not valid in XML.
 * Each becomes a replacement character, so that a reader sees that something is there.
 */
export function cleanText(text: string): string {
  return (
    text
      .replace(/\s+/gu, ' ')
      // Control characters, lone surrogates, directions, and the two code points that XML does not allow.
      .replace(
        /[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu,
        '\ufffd',
      )
  );
}

/** Text for an element or a quoted attribute of HTML and XML. */
export function escapeXml(text: string): string {
  return cleanText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
