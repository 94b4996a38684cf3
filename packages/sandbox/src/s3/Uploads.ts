import { createHash, randomBytes } from 'node:crypto';
import { AwsError } from '../protocol/errors';
import { checksumOf } from './checksums';

/** One part of a multipart upload. */
export type Part = {
  number: number;
  body: Buffer;
  etag: string;
  checksums: Record<string, string>;
  modifiedAt: Date;
};

/** A multipart upload. */
export type Upload = {
  id: string;
  bucket: string;
  key: string;
  /** Headers that are stored with the object. */
  headers: Record<string, string>;
  /** Header of the checksum of the object, if requested. */
  checksumHeader?: string;
  /**
   * Composite: checksum of the parts' checksums. Full object: checksum of the
   * whole body.
   */
  checksumType: 'COMPOSITE' | 'FULL_OBJECT';
  parts: Map<number, Part>;
};

/** A part in the request that completes the upload. */
export type NamedPart = { number: number; etag: string };

/** Minimum size of every part except the last, in bytes. */
const minPartBytes = 5 * 1024 * 1024;

/**
 * Unfinished multipart uploads. They are in memory only and do not survive the
 * process.
 */
export class Uploads {
  private readonly uploads = new Map<string, Upload>();

  /** Starts an upload. */
  begin(o: Omit<Upload, 'id' | 'parts'>): Upload {
    const upload = {
      ...o,
      id: randomBytes(24).toString('base64url'),
      parts: new Map<number, Part>(),
    };
    this.uploads.set(upload.id, upload);
    return upload;
  }

  /**
   * An unfinished upload.
   *
   * @throws AwsError `NoSuchUpload`
   */
  get(id: string, bucket: string, key: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.bucket === bucket && upload.key === key) return upload;
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
    );
  }

  /** The unfinished uploads of a bucket, by key. */
  list(bucket: string): Upload[] {
    return [...this.uploads.values()]
      .filter(upload => upload.bucket === bucket)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Removes an upload and its parts. */
  end(upload: Upload): void {
    this.uploads.delete(upload.id);
  }
}

/**
 * Assembles the parts of an upload.
 *
 * @returns the body, its ETag and its checksum headers
 * @throws AwsError `InvalidPart`, `InvalidPartOrder` or `EntityTooSmall`
 */
export function assemble(
  upload: Upload,
  named: NamedPart[],
): { body: Buffer; etag: string; checksums: Record<string, string> } {
  const parts = named.map(({ number, etag }, index) => {
    if (index > 0 && number <= named[index - 1].number) {
      throw new AwsError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    const part = upload.parts.get(number);
    if (part?.etag !== etag) {
      throw new AwsError(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    return part;
  });
  if (parts.slice(0, -1).some(part => part.body.length < minPartBytes)) {
    throw new AwsError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
    );
  }
  const body = Buffer.concat(parts.map(part => part.body));
  const digests = parts.map(part => Buffer.from(part.etag, 'hex'));
  const etag = createHash('md5').update(Buffer.concat(digests)).digest('hex');
  return {
    body,
    etag: `${etag}-${parts.length}`,
    checksums: wholeChecksum(upload, parts, body),
  };
}

function wholeChecksum(
  { checksumHeader, checksumType }: Upload,
  parts: Part[],
  body: Buffer,
): Record<string, string> {
  if (!checksumHeader) return {};
  const value =
    checksumType === 'FULL_OBJECT'
      ? checksumOf(checksumHeader, body)
      : `${checksumOf(
          checksumHeader,
          Buffer.concat(
            parts.map(part =>
              Buffer.from(checksumOf(checksumHeader, part.body), 'base64'),
            ),
          ),
        )}-${parts.length}`;
  return { [checksumHeader]: value, 'x-amz-checksum-type': checksumType };
}
