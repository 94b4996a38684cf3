/**
 * What `JSON.parse` reports, without the part of the text that it quotes: the text may have secrets, and its line breaks do not
 * belong in a message. Has no period at its end.
 */
export function jsonReason(error: unknown): string {
  return (error as Error).message
    .replace(/, ?(\.{3})?"[\s\S]*$/, '')
    .replace(/\s+/g, ' ');
}
