import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { INCOMPLETE, writeWhole } from '../state/files';
import { BucketSettings, StoredObject } from './types';

const settingsFile = 'bucket.json';

/**
 * Buckets and objects as files, so that they survive the process. Each bucket
 * is a folder. Each version of an object is a file: one line of JSON, then the
 * body.
 */
export class ObjectFiles {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Loads all buckets by name, with their versions, oldest first. */
  load(): Array<{
    name: string;
    settings: BucketSettings;
    versions: StoredObject[];
  }> {
    return readdirSync(this.folder)
      .filter(name => {
        const isComplete = existsSync(join(this.folder, name, settingsFile));
        if (!isComplete) rmSync(join(this.folder, name), { recursive: true });
        return isComplete;
      })
      .map(name => {
        const { createdAt, ...rest } = JSON.parse(
          readFileSync(join(this.folder, name, settingsFile), 'utf8'),
        );
        return {
          name,
          settings: { ...rest, createdAt: new Date(createdAt) },
          versions: this.versionsOf(name),
        };
      });
  }

  /** Writes a bucket and its settings. */
  saveBucket(name: string, settings: BucketSettings): void {
    mkdirSync(join(this.folder, name), { recursive: true });
    writeWhole(join(this.folder, name, settingsFile), JSON.stringify(settings));
  }

  /** Removes a bucket. */
  removeBucket(name: string): void {
    rmSync(join(this.folder, name, settingsFile), { force: true });
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /** Writes one version of an object. */
  saveVersion(bucket: string, { body, ...head }: StoredObject): void {
    const line = Buffer.from(`${JSON.stringify(head)}\n`);
    writeWhole(this.fileOf(bucket, head), Buffer.concat([line, body]));
  }

  /** Removes one version of an object. */
  removeVersion(bucket: string, version: StoredObject): void {
    rmSync(this.fileOf(bucket, version), { force: true });
  }

  private versionsOf(bucket: string): StoredObject[] {
    const folder = join(this.folder, bucket);
    const versions: StoredObject[] = [];
    for (const name of readdirSync(folder)) {
      if (name === settingsFile) continue;
      if (name.endsWith(INCOMPLETE)) {
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
