import { IncomingMessage } from 'node:http';
import { AwsError } from '../protocol/errors';
import { readBody } from '../protocol/http';
import { checksumMatches, checksumHeaders } from './checksums';
import { decodeChunked } from './chunked';

const maxObjectBytes = 256 * 1024 * 1024;
/** Headers of an upload that GetObject returns. */
const storedHeaderNames = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
];

/** The verified body of an upload. */
export type Payload = {
  body: Buffer;
  /** Headers and trailers, with lowercase names. */
  given: Record<string, string>;
  /** The verified checksum headers of the request. */
  checksums: Record<string, string>;
};

/**
 * Reads the body of an upload, decodes `aws-chunked`, and verifies the length
 * and the checksums.
 *
 * @param limit - maximum size in bytes
 * @throws AwsError `IncompleteBody` or `BadDigest`
 */
export async function readPayload(
  request: IncomingMessage,
  limit = maxObjectBytes,
): Promise<Payload> {
  const raw = await readBody(request, limit);
  const { body, trailers } = isChunked(request)
    ? decodeChunked(raw)
    : { body: raw, trailers: {} };
  const given = { ...requestHeaders(request), ...trailers };
  const expected = given['x-amz-decoded-content-length'];
  if (expected !== undefined && Number(expected) !== body.length) {
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
  const checksums: Record<string, string> = {};
  for (const header of checksumHeaders) {
    const value = given[header];
    if (value === undefined) continue;
    if (!checksumMatches(header, value, body)) {
      throw new AwsError(
        'BadDigest',
        `The ${header} you specified did not match the calculated checksum.`,
      );
    }
    if (header !== 'content-md5') checksums[header] = value;
  }
  return { body, given, checksums };
}

/** The headers that are stored with an object: content headers and metadata. */
export function storedHeaders(
  given: Record<string, string>,
): Record<string, string> {
  const stored = Object.entries(given).filter(
    ([name]) =>
      storedHeaderNames.includes(name) || name.startsWith('x-amz-meta-'),
  );
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(stored),
  };
}

/** A request's headers as strings. */
export function requestHeaders(
  request: IncomingMessage,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value ?? '',
    ]),
  );
}

function isChunked(request: IncomingMessage): boolean {
  return (
    String(request.headers['content-encoding'] ?? '').includes('aws-chunked') ||
    String(request.headers['x-amz-content-sha256'] ?? '').startsWith(
      'STREAMING-',
    )
  );
}
