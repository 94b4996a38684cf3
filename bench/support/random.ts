import { createHash } from 'node:crypto';

/** Returns a deterministic generator of numbers from 0 (inclusive) to 1 (exclusive). */
export function randomFrom(seed: number): () => number {
  let drawn = 0;
  return () =>
    createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32BE() /
    2 ** 32;
}
