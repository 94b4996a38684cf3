import { AwsError, notSupported } from '../protocol/errors';
import { send } from '../protocol/http';
import { headers, requireBucket, S3Call } from './responses';
import { ObjectStore } from './ObjectStore';
import { StoredObject } from './types';
import { storedHeaders, readPayload } from './payload';

/** Query parameters with which a request overrides response headers. */
const headerOverrides =
  /^response-(cache-control|content-disposition|content-encoding|content-language|content-type|expires)$/;

/** PutObject. Decodes the body and verifies the checksums. */
export async function putObject(call: S3Call): Promise<void> {
  const { store, bucket, key, request, response } = call;
  requireBucket(store, bucket);
  const { body, given, checksums } = await readPayload(request);
  requireMatch(given['if-match'], store.find(bucket, key));
  if (given['if-none-match'] === '*' && store.find(bucket, key)) {
    throw preconditionFailed();
  }
  const object = store.put(bucket, key, body, {
    ...storedHeaders(given),
    ...checksums,
  });
  send(response, 200, {
    ...headers(),
    ...versionHeader(store, bucket, object.versionId),
    etag: `"${object.etag}"`,
    ...checksums,
  });
}

/** GetObject, also for a range, and HeadObject. */
export function getObject(call: S3Call): void {
  const { store, bucket, key, query, request, response } = call;
  requireBucket(store, bucket);
  if (query.has('partNumber')) {
    throw notSupported('S3 GetObject of one part', 'NotImplemented', 501);
  }
  const versionId = query.get('versionId') ?? undefined;
  const object = store.version(bucket, key, versionId);
  if (!object || object.isDeleteMarker) {
    throw missing(object, versionId);
  }
  const fields = {
    ...headers(),
    ...returnedHeaders(object, call),
    ...versionHeader(store, bucket, object.versionId),
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

/** DeleteObject: deletes the object, or one version permanently. With If-Match, only if its ETag is the given one. */
export function deleteObject(call: S3Call): void {
  const { store, bucket, key, query, request, response } = call;
  requireBucket(store, bucket);
  requireMatch(request.headers['if-match'], store.find(bucket, key));
  const versionId = query.get('versionId') ?? undefined;
  const deleted = store.delete(bucket, key, versionId);
  send(response, 204, {
    ...headers(),
    ...(deleted.versionId ? { 'x-amz-version-id': deleted.versionId } : {}),
    ...(deleted.isDeleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  });
}

/**
 * Checks the header If-Match.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
function requireMatch(
  given: string | undefined,
  object: StoredObject | undefined,
): void {
  if (given === undefined) return;
  if (!object) throw noSuchKey();
  const isMatch = given === '*' || given.replace(/^"|"$/g, '') === object.etag;
  if (!isMatch) throw preconditionFailed();
}

function preconditionFailed(): AwsError {
  return new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
}

/** The header with the version ID, if the bucket has versioning. */
export function versionHeader(
  store: ObjectStore,
  bucket: string,
  versionId: string,
): Record<string, string> {
  return store.bucket(bucket)?.versioning
    ? { 'x-amz-version-id': versionId }
    : {};
}

/**
 * The response headers. Checksums are included only on request, and never with
 * a range.
 */
function returnedHeaders(object: StoredObject, { request, query }: S3Call) {
  const withChecksums =
    request.headers['x-amz-checksum-mode'] === 'ENABLED' &&
    request.headers.range === undefined;
  const own = Object.entries(object.headers).filter(
    ([name]) => withChecksums || !name.startsWith('x-amz-checksum-'),
  );
  // A presigned URL may override headers, e.g. with `response-content-type`.
  const overrides = [...query]
    .filter(
      ([name, value]) => headerOverrides.test(name) && /^[ -~]*$/.test(value),
    )
    .map(([name, value]) => [name.slice('response-'.length), value]);
  return Object.fromEntries([...own, ...overrides]);
}

function missing(
  marker: StoredObject | undefined,
  versionId: string | undefined,
): AwsError {
  if (versionId === undefined) return noSuchKey();
  if (marker) {
    return new AwsError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
    );
  }
  return new AwsError(
    'NoSuchVersion',
    'The specified version does not exist.',
    404,
  );
}

function noSuchKey(): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
}
