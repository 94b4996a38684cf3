import { AwsError } from '../protocol/errors';
import { element } from '../protocol/xml';
import {
  malformedXml,
  parseXml,
  requireBucket,
  S3Call,
  sendXml,
} from './responses';
import { readPayload } from './payload';

const maxKeys = 1000;
const maxXmlBytes = 2 * 1024 * 1024;

/** DeleteObjects: up to 1,000 objects or versions. The body's checksum is required. */
export async function deleteObjects(call: S3Call): Promise<void> {
  const { store, bucket, request, response } = call;
  requireBucket(store, bucket);
  const { body, given, checksums } = await readPayload(request, maxXmlBytes);
  if (!given['content-md5'] && Object.keys(checksums).length === 0) {
    throw new AwsError(
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const wanted = parseXml(body).Delete;
  const objects: unknown = wanted?.Object;
  if (
    !Array.isArray(objects) ||
    objects.length > maxKeys ||
    objects.some(one => typeof one?.Key !== 'string' || one.Key === '')
  ) {
    throw malformedXml();
  }
  const rows = objects.map(({ Key, VersionId }) => {
    const versionId = VersionId === undefined ? undefined : String(VersionId);
    const deleted = store.delete(bucket, Key, versionId);
    return element('Deleted', {
      Key,
      VersionId: versionId,
      DeleteMarker: deleted.isDeleteMarker,
      DeleteMarkerVersionId: deleted.isDeleteMarker
        ? deleted.versionId
        : undefined,
    });
  });
  const shown = wanted.Quiet === 'true' ? '' : rows.join('');
  sendXml(
    response,
    `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${shown}</DeleteResult>`,
  );
}
