import { createHash } from 'node:crypto';
import { AwsError } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import { element } from '../protocol/xml';
import {
  headers,
  malformedXml,
  parseXml,
  requireBucket,
  S3Call,
  sendXml,
  xmlDocument,
} from './responses';
import { checksumHeaders } from './checksums';
import { versionHeader } from './objects';
import { storedHeaders, readPayload, requestHeaders } from './payload';
import { assemble, NamedPart, Upload } from './Uploads';

const maxParts = 10_000;
const maxXmlBytes = 4 * 1024 * 1024;

/** CreateMultipartUpload. */
export function createUpload(call: S3Call): void {
  const { store, uploads, bucket, key, request, response } = call;
  requireBucket(store, bucket);
  const given = requestHeaders(request);
  const algorithm = given['x-amz-checksum-algorithm'];
  const checksumHeader =
    algorithm && `x-amz-checksum-${algorithm.toLowerCase()}`;
  if (checksumHeader && !checksumHeaders.includes(checksumHeader)) {
    throw new AwsError(
      'InvalidRequest',
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  const upload = uploads.begin({
    bucket,
    key,
    headers: storedHeaders(given),
    checksumHeader,
    // CRC64NVME supports only this type.
    checksumType:
      given['x-amz-checksum-type'] === 'FULL_OBJECT' ||
      algorithm === 'CRC64NVME'
        ? 'FULL_OBJECT'
        : 'COMPOSITE',
  });
  sendXml(
    response,
    xmlDocument('InitiateMultipartUploadResult', [
      ['Bucket', bucket],
      ['Key', key],
      ['UploadId', upload.id],
    ]),
    checksumHeader
      ? {
          'x-amz-checksum-algorithm': algorithm,
          'x-amz-checksum-type': upload.checksumType,
        }
      : {},
  );
}

/** UploadPart. Replaces a part with the same number. */
export async function uploadPart(call: S3Call): Promise<void> {
  const { request, response, query } = call;
  const upload = uploadOf(call);
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > maxParts) {
    throw new AwsError(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  }
  const { body, checksums } = await readPayload(request);
  const etag = createHash('md5').update(body).digest('hex');
  upload.parts.set(number, {
    number,
    body,
    etag,
    checksums,
    modifiedAt: new Date(),
  });
  send(response, 200, { ...headers(), etag: `"${etag}"`, ...checksums });
}

/** ListParts. Returns all parts in one page, because there are few. */
export function listParts(call: S3Call): void {
  const { bucket, key, response } = call;
  const upload = uploadOf(call);
  const parts = [...upload.parts.values()].sort((a, b) => a.number - b.number);
  const rows = parts
    .map(part =>
      element('Part', {
        PartNumber: part.number,
        LastModified: part.modifiedAt,
        ETag: `"${part.etag}"`,
        Size: part.body.length,
      }),
    )
    .join('');
  const fields = xmlDocument('ListPartsResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', upload.id],
    ['IsTruncated', false],
  ]);
  sendXml(
    response,
    fields.replace('</ListPartsResult>', `${rows}</ListPartsResult>`),
  );
}

/** ListMultipartUploads. Returns all uploads in one page, because there are few. */
export function listUploads({ store, uploads, bucket, response }: S3Call) {
  requireBucket(store, bucket);
  const rows = uploads
    .list(bucket)
    .map(({ key, id }) => element('Upload', { Key: key, UploadId: id }))
    .join('');
  const fields = xmlDocument('ListMultipartUploadsResult', [
    ['Bucket', bucket],
    ['IsTruncated', false],
  ]);
  sendXml(
    response,
    fields.replace(
      '</ListMultipartUploadsResult>',
      `${rows}</ListMultipartUploadsResult>`,
    ),
  );
}

/** CompleteMultipartUpload. */
export async function completeUpload(call: S3Call): Promise<void> {
  const { store, uploads, bucket, key, request, response } = call;
  const upload = uploadOf(call);
  const named = namedParts(await readBody(request, maxXmlBytes));
  const { body, etag, checksums } = assemble(upload, named);
  if (request.headers['if-none-match'] === '*' && store.find(bucket, key)) {
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    );
  }
  const object = store.put(
    bucket,
    key,
    body,
    { ...upload.headers, ...checksums },
    etag,
  );
  uploads.end(upload);
  const checksum = upload.checksumHeader;
  sendXml(
    response,
    xmlDocument('CompleteMultipartUploadResult', [
      ['Location', `/${bucket}/${key}`],
      ['Bucket', bucket],
      ['Key', key],
      ['ETag', `"${etag}"`],
      ...(checksum
        ? ([
            [elementOf(checksum), checksums[checksum]],
            ['ChecksumType', upload.checksumType],
          ] as Array<[string, string]>)
        : []),
    ]),
    versionHeader(store, bucket, object.versionId),
  );
}

/** AbortMultipartUpload. */
export function abortUpload(call: S3Call): void {
  call.uploads.end(uploadOf(call));
  send(call.response, 204, headers());
}

function uploadOf({ store, uploads, bucket, key, query }: S3Call): Upload {
  requireBucket(store, bucket);
  return uploads.get(query.get('uploadId') ?? '', bucket, key);
}

function namedParts(body: Buffer): NamedPart[] {
  const parts = parseXml(body).CompleteMultipartUpload?.Part;
  if (!Array.isArray(parts) || parts.length > maxParts) throw malformedXml();
  return parts.map(part => {
    const number = Number(part?.PartNumber);
    const etag = part?.ETag;
    if (!Number.isInteger(number) || typeof etag !== 'string') {
      throw malformedXml();
    }
    return { number, etag: etag.replace(/^"|"$/g, '') };
  });
}

/** `x-amz-checksum-crc32` is `ChecksumCRC32` in XML. */
function elementOf(checksumHeader: string): string {
  return `Checksum${checksumHeader
    .slice('x-amz-checksum-'.length)
    .toUpperCase()}`;
}
