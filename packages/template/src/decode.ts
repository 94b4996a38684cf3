import { TemplateError } from './TemplateError';

/**
 * Decodes a template file.
 *
 * CloudFormation's API accepts UTF-8. Some editors on Windows save "Unicode" as UTF-16.
 *
 * @param bytes - content of the file. A UTF-8 byte order mark is removed.
 * @throws TemplateError if the file is UTF-16, UTF-32 or not UTF-8 at all
 * @public
 */
export function decodeTemplate(bytes: Uint8Array): string {
  if (isUtf16(bytes)) {
    throw new TemplateError(
      'The template is encoded in UTF-16 or UTF-32. Save it as UTF-8.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TemplateError(
      'The template is not valid UTF-8. Save it as UTF-8.',
      lineOfInvalidByte(bytes),
    );
  }
}

/**
 * Whether the bytes have a UTF-16 byte order mark, or a NUL at the start. The
 * first character of a template is ASCII.
 */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    bytes.subarray(0, 4).includes(0)
  );
}

function lineOfInvalidByte(bytes: Uint8Array): number | undefined {
  const before = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0];
  return before?.split('\n').length;
}
