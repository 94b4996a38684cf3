import { createHash } from 'node:crypto';

/** An object and what its headers say. */
export type StoredObject = {
  key: string;
  body: Buffer;
  /** MD5 in hexadecimal, as S3 has it for objects put at once. */
  etag: string;
  modifiedAt: Date;
  /** Headers to give back: content type, metadata, checksums. */
  headers: Record<string, string>;
};

/** S3's buckets and objects, in memory. */
export class ObjectStore {
  private readonly buckets = new Map<string, Map<string, StoredObject>>();

  /** Makes a bucket; one that exists stays as it is. */
  createBucket(name: string): void {
    if (!this.buckets.has(name)) this.buckets.set(name, new Map());
  }

  /** Names of all buckets. */
  listBuckets(): string[] {
    return [...this.buckets.keys()].sort();
  }

  /** Whether there is such a bucket. */
  hasBucket(name: string): boolean {
    return this.buckets.has(name);
  }

  /** Objects of a bucket, in S3's order (UTF-8 bytes). */
  list(bucket: string): StoredObject[] {
    return [...(this.buckets.get(bucket)?.values() ?? [])].sort((a, b) =>
      Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
    );
  }

  /** An object, or undefined. */
  find(bucket: string, key: string): StoredObject | undefined {
    return this.buckets.get(bucket)?.get(key);
  }

  /** Stores an object. The bucket must exist. */
  put(
    bucket: string,
    key: string,
    body: Buffer,
    headers: Record<string, string>,
  ): StoredObject {
    const object = {
      key,
      body,
      etag: createHash('md5').update(body).digest('hex'),
      modifiedAt: new Date(),
      headers,
    };
    this.buckets.get(bucket)?.set(key, object);
    return object;
  }

  /** Removes an object; one that is not there is no error, as in S3. */
  delete(bucket: string, key: string): void {
    this.buckets.get(bucket)?.delete(key);
  }
}
