import { IncomingMessage } from 'node:http';
import { AwsError, notSupported } from '../protocol/errors';

/** A request to S3, path style, as far as its URL and headers tell. */
export type S3Route = {
  operation: S3Operation;
  bucket: string;
  key: string;
  query: URLSearchParams;
};

/** Query parameters that name no sub-resource. */
const PLAIN_QUERY =
  /^(x-id|X-Amz-.*|response-.*|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|versionId|key-marker|version-id-marker|uploadId|partNumber|max-parts|part-number-marker|max-uploads|upload-id-marker)$/i;

const OPERATIONS = {
  'GET service': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'DELETE bucket': 'DeleteBucket',
  'GET bucket': 'ListObjectsV2',
  'GET bucket?location': 'GetBucketLocation',
  'GET bucket?versioning': 'GetBucketVersioning',
  'PUT bucket?versioning': 'PutBucketVersioning',
  'GET bucket?versions': 'ListObjectVersions',
  'POST bucket?delete': 'DeleteObjects',
  'PUT object': 'PutObject',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'DELETE object': 'DeleteObject',
  'GET bucket?uploads': 'ListMultipartUploads',
  'POST object?uploads': 'CreateMultipartUpload',
  'PUT object?uploadId': 'UploadPart',
  'GET object?uploadId': 'ListParts',
  'POST object?uploadId': 'CompleteMultipartUpload',
  'DELETE object?uploadId': 'AbortMultipartUpload',
} as const;

/** S3's name of an operation that the sandbox has. */
export type S3Operation =
  | (typeof OPERATIONS)[keyof typeof OPERATIONS]
  | 'CopyObject';

/**
 * Finds out which operation a request asks for.
 *
 * Throws `InvalidURI`, or `NotImplemented` for what the sandbox has not.
 */
export function routeS3(request: IncomingMessage): S3Route {
  const url = parseUrl(request.url ?? '/');
  const [bucket, ...rest] = decodePath(url.pathname.slice(1)).split('/');
  const key = rest.join('/');
  const query = url.searchParams;
  const subResource = query.has('uploadId')
    ? 'uploadId'
    : [...query.keys()].find(name => !PLAIN_QUERY.test(name));
  const call = `${request.method} ${levelOf(bucket, key)}${
    subResource === undefined ? '' : `?${subResource}`
  }`;
  const operation = Object.hasOwn(OPERATIONS, call)
    ? OPERATIONS[call as keyof typeof OPERATIONS]
    : undefined;
  if (!operation) throw notSupported(`S3 ${call}`, 'NotImplemented', 501);
  return {
    operation: request.headers['x-amz-copy-source']
      ? copying(operation)
      : operation,
    bucket,
    key,
    query,
  };
}

function copying(operation: S3Operation): S3Operation {
  if (operation === 'PutObject') return 'CopyObject';
  throw notSupported(
    `S3 ${operation} with a source to copy`,
    'NotImplemented',
    501,
  );
}

function levelOf(bucket: string, key: string): string {
  if (key) return 'object';
  return bucket ? 'bucket' : 'service';
}

function parseUrl(text: string): URL {
  const url = `http://s3.invalid${text}`;
  if (!text.startsWith('/') || !URL.canParse(url)) throw invalidUri();
  return new URL(url);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidUri();
  }
}

function invalidUri(): AwsError {
  return new AwsError('InvalidURI', "Couldn't parse the specified URI.");
}
