import { IncomingMessage, ServerResponse } from 'node:http';
import { hasSignature, isPresigned } from '../protocol/caller';
import { AwsError } from '../protocol/errors';
import { send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { element } from '../protocol/xml';
import { headers, requireBucket, S3Call, sendXml } from './responses';
import { checkOwner } from './owner';
import { createBucket, headBucket, listBuckets } from './buckets';
import { deleteObjects } from './deleteObjects';
import { listObjects } from './listObjects';
import { listVersions } from './listVersions';
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from './multipart';
import { deleteObject, getObject, putObject } from './objects';
import { S3Operation } from './route';

const operationHandlers: Record<
  S3Operation,
  (call: S3Call) => Promise<void> | void
> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  ListObjectsV2({ store, bucket, query, response }) {
    requireBucket(store, bucket);
    sendXml(response, listObjects(store, bucket, query));
  },
  ListObjectVersions: listVersions,
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  CreateMultipartUpload: createUpload,
  UploadPart: uploadPart,
  ListParts: listParts,
  ListMultipartUploads: listUploads,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
};

/** Operations that accept a presigned URL. */
const presignedOperations: S3Operation[] = [
  'GetObject',
  'HeadObject',
  'PutObject',
];

/**
 * Runs one request to S3.
 *
 * @throws AwsError if the operation fails
 */
export async function runS3(call: S3Call): Promise<void> {
  const { operation, request } = call;
  // All other operations require a signature in the header.
  if (
    isPresigned(request) &&
    !hasSignature(request) &&
    !presignedOperations.includes(operation)
  ) {
    throw new AwsError(
      'AccessDenied',
      'sandbox: a presigned URL is not supported for this operation. Use it only for GET, HEAD and PUT of an object.',
      403,
    );
  }
  checkOwner(call);
  await operationHandlers[operation](call);
}

/** Sends an error in S3's format. */
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
