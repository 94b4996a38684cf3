import { createHash, randomBytes } from 'node:crypto';
import { ObjectFiles } from './ObjectFiles';
import { BucketSettings, StoredObject, Versioning } from './types';

/** The result of a deletion. */
export type Deleted = { versionId?: string; isDeleteMarker?: boolean };

/** A bucket. The versions of each key are sorted, newest first. */
type Bucket = {
  settings: BucketSettings;
  versions: Map<string, StoredObject[]>;
};

const unversioned = 'null';

/** S3's buckets and objects, in memory and optionally in files. */
export class ObjectStore {
  private readonly buckets = new Map<string, Bucket>();
  private sequence = 0;

  /** @param files - storage to load from and to write to. @defaultValue in memory only */
  constructor(private readonly files?: ObjectFiles) {
    for (const { name, settings, versions } of files?.load() ?? []) {
      const bucket: Bucket = { settings, versions: new Map() };
      for (const version of versions) insert(bucket, version);
      this.buckets.set(name, bucket);
      const last = versions.at(-1)?.sequence ?? 0;
      this.sequence = Math.max(this.sequence, last);
    }
  }

  /** Creates a bucket. An existing bucket stays unchanged. */
  createBucket(name: string): void {
    if (this.buckets.has(name)) return;
    const settings = { createdAt: new Date() };
    this.buckets.set(name, { settings, versions: new Map() });
    this.files?.saveBucket(name, settings);
  }

  /** Removes a bucket and its objects. */
  removeBucket(name: string): void {
    this.buckets.delete(name);
    this.files?.removeBucket(name);
  }

  /** Sets the versioning of a bucket. */
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

  /** The settings of a bucket. Undefined if it does not exist. */
  bucket(name: string): BucketSettings | undefined {
    return this.buckets.get(name)?.settings;
  }

  /** Whether a bucket exists. */
  hasBucket(name: string): boolean {
    return this.buckets.has(name);
  }

  /** The objects of a bucket, in S3's order (UTF-8 bytes). */
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

  /** Whether a version is the newest one of its object. */
  isLatest(bucket: string, version: StoredObject): boolean {
    return this.version(bucket, version.key) === version;
  }

  /** An object. Undefined if it does not exist or is deleted. */
  find(
    bucket: string,
    key: string,
    versionId?: string,
  ): StoredObject | undefined {
    const version = this.version(bucket, key, versionId);
    return version?.isDeleteMarker ? undefined : version;
  }

  /** A version, by default the newest. It may be a delete marker. */
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
   * @param etag - for a multipart upload.
   * @defaultValue the MD5 of the body
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
   * Deletes an object, or with versioning adds a delete marker. With a version
   * ID, deletes the version permanently. As in S3, a key or version that does
   * not exist is not an error.
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
    if (!bucket) throw new Error(`Bucket ${name} does not exist`);
    const hasVersions = bucket.settings.versioning === 'Enabled';
    const version = {
      ...content,
      versionId: hasVersions ? randomBytes(16).toString('hex') : unversioned,
      modifiedAt: new Date(),
      sequence: ++this.sequence,
    };
    // The file first, so that every object whose upload was acknowledged exists
    // after a restart.
    this.files?.saveVersion(name, version);
    insert(bucket, version);
    return version;
  }

  private drop(name: string, version: StoredObject): void {
    const versions = this.buckets.get(name)!.versions;
    const remaining = versions.get(version.key)!.filter(one => one !== version);
    if (remaining.length > 0) versions.set(version.key, remaining);
    else versions.delete(version.key);
    this.files?.removeVersion(name, version);
  }
}

/** Inserts the newest version first. It replaces a version with the same ID. */
function insert({ versions }: Bucket, version: StoredObject): void {
  const before = versions.get(version.key) ?? [];
  versions.set(version.key, [
    version,
    ...before.filter(one => one.versionId !== version.versionId),
  ]);
}
