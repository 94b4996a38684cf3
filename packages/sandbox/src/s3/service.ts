import { XMLValidator } from 'fast-xml-parser';
import { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, notSupported } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { element } from '../protocol/xml';
import { checksumFits, checksumHeaders } from './checksums';
import { decodeChunked } from './chunked';
import { listObjects } from './listObjects';
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
/** Query parameters that are no sub-resource. */
const PLAIN_QUERY =
  /^(x-id|X-Amz-.*|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner)$/i;

const noSuchBucket = () =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
const noSuchKey = () =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404);

/** S3 over REST, path style. Throws {@link AwsError}. */
export async function handleS3(
  store: ObjectStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = parseUrl(request.url ?? '/');
  const [bucket, ...rest] = decodePath(url.pathname.slice(1)).split('/');
  const key = rest.join('/');
  const subResource = [...url.searchParams.keys()].find(
    name => !PLAIN_QUERY.test(name),
  );
  const operation = `${request.method} ${levelOf(bucket, key)}${
    subResource ? `?${subResource}` : ''
  }`;
  switch (operation) {
    case 'GET service':
      return listBuckets(store, response);
    case 'PUT bucket':
      return createBucket(store, bucket, request, response);
    case 'HEAD bucket':
      requireBucket(store, bucket);
      return send(response, 200, headers());
    case 'GET bucket?location':
      requireBucket(store, bucket);
      return sendXml(
        response,
        '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
      );
    case 'GET bucket':
      requireBucket(store, bucket);
      return sendXml(response, listObjects(store, bucket, url.searchParams));
    case 'PUT object':
      return putObject(store, bucket, key, request, response);
    case 'HEAD object':
    case 'GET object':
      return getObject(store, bucket, key, request, response);
    case 'DELETE object':
      requireBucket(store, bucket);
      store.delete(bucket, key);
      return send(response, 204, headers());
    default:
      throw notSupported(`S3 ${operation}`, 'NotImplemented', 501);
  }
}

/** Writes an error in S3's shape. */
export function sendS3Error(
  request: IncomingMessage,
  response: ServerResponse,
  error: AwsError,
): void {
  const body = element('Error', {
    Code: error.code,
    Message: error.message,
    Resource: (request.url ?? '/').split('?')[0],
    RequestId: requestId(),
  });
  send(
    response,
    error.status,
    { ...headers(), 'content-type': 'application/xml' },
    request.method === 'HEAD'
      ? ''
      : `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  );
}

function headers(): Record<string, string> {
  return { 'x-amz-request-id': requestId(), server: 'AmazonS3' };
}

function sendXml(response: ServerResponse, xml: string): void {
  send(
    response,
    200,
    { ...headers(), 'content-type': 'application/xml' },
    `<?xml version="1.0" encoding="UTF-8"?>${xml}`,
  );
}

function levelOf(bucket: string, key: string): string {
  if (key) return 'object';
  return bucket ? 'bucket' : 'service';
}

function parseUrl(text: string): URL {
  const url = `http://s3.invalid${text}`;
  if (!text.startsWith('/') || !URL.canParse(url)) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
  return new URL(url);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function requireBucket(store: ObjectStore, bucket: string): void {
  if (!store.hasBucket(bucket)) throw noSuchBucket();
}

function listBuckets(store: ObjectStore, response: ServerResponse): void {
  const buckets = store
    .listBuckets()
    .map(name => element('Bucket', { Name: name, CreationDate: new Date(0) }))
    .join('');
  sendXml(
    response,
    `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`,
  );
}

async function createBucket(
  store: ObjectStore,
  bucket: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new AwsError(
      'InvalidBucketName',
      'The specified bucket is not valid.',
    );
  }
  const body = (await readBody(request, 64 * 1024)).toString('utf8');
  if (body.trim() !== '' && XMLValidator.validate(body) !== true) {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  if (store.hasBucket(bucket)) {
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  }
  store.createBucket(bucket);
  send(response, 200, { ...headers(), location: `/${bucket}` });
}

async function putObject(
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

function getObject(
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
