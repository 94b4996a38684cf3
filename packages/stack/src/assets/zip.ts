import { createHash } from 'node:crypto';
import { zipSync, type Zippable } from 'fflate';

/** A zip and its key in the artifact bucket, which contains the hash of the zip. */
export type ZippedAsset = { key: string; sha256: string; body: Uint8Array };

/** The earliest time that a zip can store. It is a local time, since zips store local times. */
const fixedTime = new Date(1980, 0, 1);
const unix = 3;
const readableByAll = 0o100644;

/** Creates byte-identical zips for identical content: sorted names, fixed time and permissions. */
export function zipFiles(files: Record<string, Uint8Array>): ZippedAsset {
  const sorted: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    sorted[name] = [
      files[name]!,
      { level: 9, mtime: fixedTime, os: unix, attrs: readableByAll * 0x10000 },
    ];
  }
  const body = zipSync(sorted);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { key: `assets/${sha256}.zip`, sha256, body };
}
