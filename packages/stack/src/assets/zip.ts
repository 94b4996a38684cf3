import { createHash } from 'node:crypto';
import { zipSync, type Zippable } from 'fflate';

/** A zip and its content-hashed key in the artifact bucket. */
export type ZippedAsset = { key: string; sha256: string; body: Uint8Array };

/** The earliest time a zip can hold. Local time on purpose: zips store local time, and fflate reads it as such. */
const fixedTime = new Date(1980, 0, 1);
const unix = 3;
const readableByAll = 0o100644;

/** Makes byte-identical zips for identical content: sorted names, fixed time and permissions. */
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
