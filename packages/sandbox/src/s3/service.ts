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
import { S3Route } from './route';

/** Carries out one request to S3. Throws {@link AwsError}. */
export async function runS3(
  store: ObjectStore,
  { operation, bucket, key, query }: S3Route,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (isPresigned(request) && !hasSignature(request)) {
    checkPresigned(operation);
  }
  switch (operation) {
    case 'ListBuckets':
      return listBuckets(store, response);
    case 'CreateBucket':
      return createBucket(store, bucket, request, response);
    case 'HeadBucket':
      requireBucket(store, bucket);
      return send(response, 200, headers());
    case 'GetBucketLocation':
      requireBucket(store, bucket);
      return sendXml(
        response,
        '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
      );
    case 'ListObjectsV2':
      requireBucket(store, bucket);
      return sendXml(response, listObjects(store, bucket, query));
    case 'PutObject':
      return putObject(store, bucket, key, request, response);
    case 'HeadObject':
    case 'GetObject':
      return getObject(store, bucket, key, request, response);
    case 'DeleteObject':
      requireBucket(store, bucket);
      store.delete(bucket, key);
      return send(response, 204, headers());
    default:
      throw notSupported(`S3 ${operation}`, 'NotImplemented', 501);
  }
}

/** Presigned URLs are for reading and writing objects; everything else needs a signed header. */
function checkPresigned(operation: string): void {
  if (['GetObject', 'HeadObject', 'PutObject'].includes(operation)) return;
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
