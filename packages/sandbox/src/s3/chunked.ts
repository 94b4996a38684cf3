import { AwsError } from '../protocol/errors';

/**
 * Decodes the content encoding `aws-chunked`: chunks with an optional
 * signature, then optional trailing headers such as a checksum.
 *
 * @throws AwsError `IncompleteBody` for a truncated or malformed body
 */
export function decodeChunked(encoded: Buffer): {
  body: Buffer;
  trailers: Record<string, string>;
} {
  const chunks: Buffer[] = [];
  let position = 0;
  const line = (): string => {
    const end = encoded.indexOf('\r\n', position);
    if (end < 0) throw incomplete();
    const text = encoded.toString('latin1', position, end);
    position = end + 2;
    return text;
  };
  for (;;) {
    const [sizeText] = line().split(';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(sizeText)) throw incomplete();
    const size = Number.parseInt(sizeText, 16);
    if (size === 0) break;
    if (position + size + 2 > encoded.length) throw incomplete();
    chunks.push(encoded.subarray(position, position + size));
    position += size + 2;
  }
  const trailers: Record<string, string> = {};
  while (position < encoded.length) {
    const text = line();
    const colon = text.indexOf(':');
    if (colon > 0) {
      trailers[text.slice(0, colon).trim().toLowerCase()] = text
        .slice(colon + 1)
        .trim();
    }
  }
  return { body: Buffer.concat(chunks), trailers };
}

function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'The request body terminated unexpectedly',
  );
}
