import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { HALF_DONE, writeWhole } from '../state/files';
import type { BucketSettings, StoredObject } from './objectStore';

const SETTINGS = 'bucket.json';

/**
 * Buckets and objects as files, so that they outlive the process.
 *
 * A folder per bucket, a file per version of an object: one line of JSON, then
 * the body.
 */
export class ObjectFiles {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** What is there, buckets by name, versions oldest first. */
  load(): Array<{
    name: string;
    settings: BucketSettings;
    versions: StoredObject[];
  }> {
    return readdirSync(this.folder)
      .filter(name => {
        const whole = existsSync(join(this.folder, name, SETTINGS));
        if (!whole) rmSync(join(this.folder, name), { recursive: true });
        return whole;
      })
      .map(name => {
        const { createdAt, ...rest } = JSON.parse(
          readFileSync(join(this.folder, name, SETTINGS), 'utf8'),
        );
        return {
          name,
          settings: { ...rest, createdAt: new Date(createdAt) },
          versions: this.versionsOf(name),
        };
      });
  }

  /** Keeps a bucket and its settings. */
  saveBucket(name: string, settings: BucketSettings): void {
    mkdirSync(join(this.folder, name), { recursive: true });
    writeWhole(join(this.folder, name, SETTINGS), JSON.stringify(settings));
  }

  /** Forgets a bucket. */
  removeBucket(name: string): void {
    rmSync(join(this.folder, name, SETTINGS), { force: true });
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /** Keeps one version of an object. */
  saveVersion(bucket: string, { body, ...head }: StoredObject): void {
    const line = Buffer.from(`${JSON.stringify(head)}\n`);
    writeWhole(this.fileOf(bucket, head), Buffer.concat([line, body]));
  }

  /** Forgets one version of an object. */
  removeVersion(bucket: string, version: StoredObject): void {
    rmSync(this.fileOf(bucket, version), { force: true });
  }

  private versionsOf(bucket: string): StoredObject[] {
    const folder = join(this.folder, bucket);
    const versions: StoredObject[] = [];
    for (const name of readdirSync(folder)) {
      if (name === SETTINGS) continue;
      if (name.endsWith(HALF_DONE)) {
        rmSync(join(folder, name));
        continue;
      }
      const content = readFileSync(join(folder, name));
      const end = content.indexOf('\n');
      const head = JSON.parse(content.toString('utf8', 0, end));
      versions.push({
        ...head,
        modifiedAt: new Date(head.modifiedAt),
        body: content.subarray(end + 1),
      });
    }
    return versions.sort((a, b) => a.sequence - b.sequence);
  }

  private fileOf(
    bucket: string,
    { key, versionId }: Pick<StoredObject, 'key' | 'versionId'>,
  ): string {
    const name = createHash('sha256').update(key).digest('hex');
    return join(this.folder, bucket, `${name}.${versionId}`);
  }
}
