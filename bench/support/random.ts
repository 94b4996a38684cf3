import { createHash } from 'node:crypto';

/** Numbers from 0 (included) to 1 (not included), the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
  let drawn = 0;
  return () =>
    createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32BE() /
    2 ** 32;
}
