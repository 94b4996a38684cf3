import { IncomingMessage } from 'node:http';
import { AwsError, notSupported } from '../protocol/errors';

/** The route of a path-style request to S3, from its URL and headers. */
export type S3Route = {
  operation: S3Operation;
  bucket: string;
  key: string;
  query: URLSearchParams;
};

/** Query parameters that do not select a subresource. */
const plainQuery =
  /^(x-id|X-Amz-.*|response-.*|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|versionId|key-marker|version-id-marker|uploadId|partNumber|max-parts|part-number-marker|max-uploads|upload-id-marker)$/i;

const operationsByCall = {
  'GET service': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'GET bucket': 'ListObjectsV2',
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

/** The name of a supported S3 operation. */
export type S3Operation =
  (typeof operationsByCall)[keyof typeof operationsByCall];

/** The names of all supported operations. */
export const s3Operations: string[] = Object.values(operationsByCall);

/**
 * Determines the operation of a request.
 *
 * @throws AwsError `InvalidURI`, or `NotImplemented` for an unsupported operation
 */
export function routeS3(request: IncomingMessage): S3Route {
  const url = parseUrl(request.url ?? '/');
  const [bucket, ...rest] = decodePath(url.pathname.slice(1)).split('/');
  const key = rest.join('/');
  const query = url.searchParams;
  const subresource = query.has('uploadId')
    ? 'uploadId'
    : [...query.keys()].find(name => !plainQuery.test(name));
  const call = `${request.method} ${levelOf(bucket, key)}${
    subresource === undefined ? '' : `?${subresource}`
  }`;
  const operation = Object.hasOwn(operationsByCall, call)
    ? operationsByCall[call as keyof typeof operationsByCall]
    : undefined;
  if (!operation) throw notSupported(`S3 ${call}`, 'NotImplemented', 501);
  if (request.headers['x-amz-copy-source']) {
    throw notSupported('S3 CopyObject', 'NotImplemented', 501);
  }
  return { operation, bucket, key, query };
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
