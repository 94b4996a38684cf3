/** One version of an object, or a delete marker. */
export type StoredObject = {
  key: string;
  body: Buffer;
  /** S3's entity tag: the MD5 in hexadecimal, with the number of parts after a multipart upload. */
  etag: string;
  modifiedAt: Date;
  /** Headers that GetObject returns: content type, metadata, checksums. */
  headers: Record<string, string>;
  /** The string `null` if the object was stored without versioning. */
  versionId: string;
  isDeleteMarker: boolean;
  /** Greater than the sequence of every older version. */
  sequence: number;
};

/** Whether a bucket keeps former versions. Absent if versioning was never enabled. */
export type Versioning = 'Enabled' | 'Suspended';

/** A bucket's settings, without its objects. */
export type BucketSettings = { createdAt: Date; versioning?: Versioning };
