import { createHash, randomBytes } from 'node:crypto';
import type { ObjectFiles } from './objectFiles';

/** One version of an object, or a delete marker. */
export type StoredObject = {
  key: string;
  body: Buffer;
  /** As S3 has it: MD5 in hexadecimal, with the number of parts if any. */
  etag: string;
  modifiedAt: Date;
  /** Headers to give back: content type, metadata, checksums. */
  headers: Record<string, string>;
  /** `null` (as a text) for what was put without versioning. */
  versionId: string;
  /** Whether it says that the object is deleted. */
  isDeleteMarker: boolean;
  /** Greater than that of everything older. */
  sequence: number;
};

/** Whether former versions are kept; absent: never were. */
export type Versioning = 'Enabled' | 'Suspended';

/** What a bucket is, besides its objects. */
export type BucketSettings = { createdAt: Date; versioning?: Versioning };

/** What became of a deletion. */
export type Deleted = { versionId?: string; isDeleteMarker?: boolean };

/** Versions of each key, newest first. */
type Bucket = {
  settings: BucketSettings;
  versions: Map<string, StoredObject[]>;
};

const UNVERSIONED = 'null';

/** S3's buckets and objects: in memory, and in files where there are some. */
export class ObjectStore {
  private readonly buckets = new Map<string, Bucket>();
  private sequence = 0;

  /** @param files - where they outlive the process; what is there is read */
  constructor(private readonly files?: ObjectFiles) {
    for (const { name, settings, versions } of files?.load() ?? []) {
      const bucket: Bucket = { settings, versions: new Map() };
      for (const version of versions) insert(bucket, version);
      this.buckets.set(name, bucket);
      const last = versions.at(-1)?.sequence ?? 0;
      this.sequence = Math.max(this.sequence, last);
    }
  }

  /** Makes a bucket; one that exists stays as it is. */
  createBucket(name: string): void {
    if (this.buckets.has(name)) return;
    const settings = { createdAt: new Date() };
    this.buckets.set(name, { settings, versions: new Map() });
    this.files?.saveBucket(name, settings);
  }

  /** Forgets a bucket with all that is in it. */
  removeBucket(name: string): void {
    this.buckets.delete(name);
    this.files?.removeBucket(name);
  }

  /** Switches the keeping of former versions. */
  setVersioning(name: string, versioning: Versioning | undefined): void {
    const bucket = this.buckets.get(name);
    if (!bucket || bucket.settings.versioning === versioning) return;
    bucket.settings = { ...bucket.settings, versioning };
    this.files?.saveBucket(name, bucket.settings);
  }

  /** Names of all buckets. */
  listBuckets(): string[] {
    return [...this.buckets.keys()].sort();
  }

  /** What a bucket is; undefined where there is none. */
  bucket(name: string): BucketSettings | undefined {
    return this.buckets.get(name)?.settings;
  }

  /** Whether there is such a bucket. */
  hasBucket(name: string): boolean {
    return this.buckets.has(name);
  }

  /** Objects of a bucket, in S3's order (UTF-8 bytes). */
  list(bucket: string): StoredObject[] {
    return this.listVersions(bucket).filter(
      one => !one.isDeleteMarker && this.isLatest(bucket, one),
    );
  }

  /** All versions and delete markers, in S3's order: by key, newest first. */
  listVersions(bucket: string): StoredObject[] {
    const versions = this.buckets.get(bucket)?.versions ?? new Map();
    return [...versions.keys()]
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .flatMap(key => versions.get(key));
  }

  /** Whether a version is its object's newest. */
  isLatest(bucket: string, version: StoredObject): boolean {
    return this.version(bucket, version.key) === version;
  }

  /** An object, or undefined; a delete marker is none. */
  find(
    bucket: string,
    key: string,
    versionId?: string,
  ): StoredObject | undefined {
    const version = this.version(bucket, key, versionId);
    return version?.isDeleteMarker ? undefined : version;
  }

  /** A version, or the newest one; it may be a delete marker. */
  version(
    bucket: string,
    key: string,
    versionId?: string,
  ): StoredObject | undefined {
    const versions = this.buckets.get(bucket)?.versions.get(key);
    return versionId === undefined
      ? versions?.[0]
      : versions?.find(one => one.versionId === versionId);
  }

  /**
   * Stores an object. The bucket must exist.
   *
   * @param etag - for one put in parts; by default its MD5
   */
  put(
    bucket: string,
    key: string,
    body: Buffer,
    headers: Record<string, string>,
    etag = createHash('md5').update(body).digest('hex'),
  ): StoredObject {
    return this.add(bucket, {
      key,
      body,
      etag,
      headers,
      isDeleteMarker: false,
    });
  }

  /**
   * Removes an object, or with versioning puts a delete marker on it; removes
   * a version for good where one is named. One that is not there is no error,
   * as in S3.
   */
  delete(bucket: string, key: string, versionId?: string): Deleted {
    if (versionId !== undefined) {
      const version = this.version(bucket, key, versionId);
      if (version) this.drop(bucket, version);
      return {
        versionId,
        ...(version?.isDeleteMarker ? { isDeleteMarker: true } : {}),
      };
    }
    if (this.buckets.get(bucket)?.settings.versioning === undefined) {
      const version = this.version(bucket, key);
      if (version) this.drop(bucket, version);
      return {};
    }
    const marker = this.add(bucket, {
      key,
      body: Buffer.alloc(0),
      etag: '',
      headers: {},
      isDeleteMarker: true,
    });
    return { versionId: marker.versionId, isDeleteMarker: true };
  }

  private add(
    name: string,
    content: Omit<StoredObject, 'versionId' | 'sequence' | 'modifiedAt'>,
  ): StoredObject {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new Error(`There is no bucket ${name}`);
    const isKept = bucket.settings.versioning === 'Enabled';
    const version = {
      ...content,
      versionId: isKept ? randomBytes(16).toString('hex') : UNVERSIONED,
      modifiedAt: new Date(),
      sequence: ++this.sequence,
    };
    // The file first: what a client was told is there is there.
    this.files?.saveVersion(name, version);
    insert(bucket, version);
    return version;
  }

  private drop(name: string, version: StoredObject): void {
    const versions = this.buckets.get(name)!.versions;
    const left = versions.get(version.key)!.filter(one => one !== version);
    if (left.length > 0) versions.set(version.key, left);
    else versions.delete(version.key);
    this.files?.removeVersion(name, version);
  }
}

/** Puts the newest version in front; it takes the place of one of the same id. */
function insert({ versions }: Bucket, version: StoredObject): void {
  const before = versions.get(version.key) ?? [];
  versions.set(version.key, [
    version,
    ...before.filter(one => one.versionId !== version.versionId),
  ]);
}
