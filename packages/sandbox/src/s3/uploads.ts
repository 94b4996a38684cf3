import { createHash, randomBytes } from 'node:crypto';
import { AwsError } from '../protocol/errors';
import { checksumOf } from './checksums';

/** One part of an upload. */
export type Part = {
  number: number;
  body: Buffer;
  etag: string;
  checksums: Record<string, string>;
  modifiedAt: Date;
};

/** An object that comes in parts. */
export type Upload = {
  id: string;
  bucket: string;
  key: string;
  /** What the object will give back. */
  headers: Record<string, string>;
  /** Header of the checksum over all, if one was asked for. */
  checksumHeader?: string;
  /** Over the parts' checksums, or over the whole body. */
  checksumType: 'COMPOSITE' | 'FULL_OBJECT';
  parts: Map<number, Part>;
};

/** A part as the completion names it. */
export type NamedPart = { number: number; etag: string };

/** Every part but the last has at least this many bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Uploads under way: in memory only, they do not outlive the process. */
export class Uploads {
  private readonly uploads = new Map<string, Upload>();

  /** Begins an upload. */
  begin(o: Omit<Upload, 'id' | 'parts'>): Upload {
    const upload = {
      ...o,
      id: randomBytes(24).toString('base64url'),
      parts: new Map<number, Part>(),
    };
    this.uploads.set(upload.id, upload);
    return upload;
  }

  /** An upload under way. Throws `NoSuchUpload`. */
  get(id: string, bucket: string, key: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.bucket === bucket && upload.key === key) return upload;
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
    );
  }

  /** Those of a bucket, by key. */
  list(bucket: string): Upload[] {
    return [...this.uploads.values()]
      .filter(upload => upload.bucket === bucket)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Forgets an upload and its parts. */
  end(upload: Upload): void {
    this.uploads.delete(upload.id);
  }
}

/**
 * Puts an upload's parts together.
 *
 * Throws `InvalidPart`, `InvalidPartOrder` or `EntityTooSmall`.
 *
 * @returns the body, its ETag and its checksum headers
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
  if (parts.slice(0, -1).some(part => part.body.length < MIN_PART_BYTES)) {
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
