import { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, notSupported } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { checksumFits, checksumHeaders } from './checksums';
import { decodeChunked } from './chunked';
import { ObjectStore, StoredObject } from './objectStore';

const MAX_OBJECT_BYTES = 256 * 1024 * 1024;
/** Headers of a PutObject that come back with the object. */
const KEPT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
];
const noSuchBucket = () =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
const noSuchKey = () =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404);

/** Headers of every S3 answer. */
export function headers(): Record<string, string> {
  return { 'x-amz-request-id': requestId(), server: 'AmazonS3' };
}

/** Throws `NoSuchBucket`. */
export function requireBucket(store: ObjectStore, bucket: string): void {
  if (!store.hasBucket(bucket)) throw noSuchBucket();
}

/** PutObject: decodes, verifies the checksums, stores. */
export async function putObject(
  store: ObjectStore,
  bucket: string,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  requireBucket(store, bucket);
  if (request.headers['x-amz-copy-source']) {
    throw notSupported('S3 CopyObject', 'NotImplemented', 501);
  }
  const raw = await readBody(request, MAX_OBJECT_BYTES);
  const { body, trailers } = isChunked(request)
    ? decodeChunked(raw)
    : { body: raw, trailers: {} };
  const given = { ...textHeaders(request), ...trailers };
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
    if (!checksumFits(header, value, body)) {
      throw new AwsError(
        'BadDigest',
        `The ${header} you specified did not match the calculated checksum.`,
      );
    }
    if (header !== 'content-md5') checksums[header] = value;
  }
  if (given['if-none-match'] === '*' && store.find(bucket, key)) {
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    );
  }
  const kept = Object.entries(given).filter(
    ([name]) => KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-'),
  );
  const object = store.put(bucket, key, body, {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...checksums,
  });
  send(response, 200, {
    ...headers(),
    etag: `"${object.etag}"`,
    ...checksums,
  });
}

/** GetObject, a range of it, or HeadObject. */
export function getObject(
  store: ObjectStore,
  bucket: string,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  requireBucket(store, bucket);
  const object = store.find(bucket, key);
  if (!object) throw noSuchKey();
  const fields = {
    ...headers(),
    ...returnedHeaders(object, request),
    etag: `"${object.etag}"`,
    'last-modified': object.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (request.method === 'HEAD') {
    response.writeHead(200, {
      ...fields,
      'content-length': String(object.body.length),
    });
    response.end();
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!range) {
    send(response, 200, fields, object.body);
    return;
  }
  const size = object.body.length;
  const start = Number(range[1]);
  const end = Math.min(range[2] ? Number(range[2]) : size - 1, size - 1);
  if (start > end) {
    throw new AwsError(
      'InvalidRange',
      'The requested range is not satisfiable',
      416,
    );
  }
  send(
    response,
    206,
    { ...fields, 'content-range': `bytes ${start}-${end}/${size}` },
    object.body.subarray(start, end + 1),
  );
}

/** Checksums come back only where asked for, and never with a range. */
function returnedHeaders(object: StoredObject, request: IncomingMessage) {
  const wanted =
    request.headers['x-amz-checksum-mode'] === 'ENABLED' &&
    request.headers.range === undefined;
  return Object.fromEntries(
    Object.entries(object.headers).filter(
      ([name]) => wanted || !name.startsWith('x-amz-checksum-'),
    ),
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

function textHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value ?? '',
    ]),
  );
}
