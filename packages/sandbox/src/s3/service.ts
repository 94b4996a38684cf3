import { XMLValidator } from 'fast-xml-parser';
import { IncomingMessage, ServerResponse } from 'node:http';
import { hasSignature, isPresigned } from '../protocol/caller';
import { AwsError, notSupported } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { element } from '../protocol/xml';
import { listObjects } from './listObjects';
import { ObjectStore } from './objectStore';
import { getObject, headers, putObject, requireBucket } from './objects';

/** Query parameters that are no sub-resource. */
const PLAIN_QUERY =
  /^(x-id|X-Amz-.*|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner)$/i;

/** S3 over REST, path style. Throws {@link AwsError}. */
export async function handleS3(
  store: ObjectStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = parseUrl(request.url ?? '/');
  const [bucket, ...rest] = decodePath(url.pathname.slice(1)).split('/');
  const key = rest.join('/');
  if (isPresigned(request) && !hasSignature(request)) {
    checkPresigned(request, key);
  }
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

/** Presigned URLs are for reading and writing objects; everything else needs a signed header. */
function checkPresigned({ method = '' }: IncomingMessage, key: string): void {
  if (key && ['GET', 'HEAD', 'PUT'].includes(method)) return;
  throw new AwsError(
    'AccessDenied',
    'sandbox: a presigned URL is taken for GET, HEAD and PUT of an object only',
    403,
  );
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
