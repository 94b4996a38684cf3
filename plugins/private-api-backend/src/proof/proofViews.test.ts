import { noon } from '../__testUtils__/engine';
import { entry, storedProof } from '../__testUtils__/proofs';
import { proofList } from './proofViews';

const dayMs = 24 * 60 * 60 * 1_000;
const outdatedOf = (revision: string, now: number) => {
  const stored = { ...entry, revision, latest: storedProof() };
  const entries = new Map([[entry.targetId, stored]]);
  const { items } = proofList([{ id: 't2' }, { id: 't1' }], entries, now);
  expect(items).toHaveLength(1);
  return items[0].proof!.isOutdated;
};

describe('proofList', () => {
  it.each([
    ['current', 'r1', noon + 2 * dayMs, false],
    ['outdated after a change of the stack', 'r2', noon, true],
    ['outdated after two days', 'r1', noon + 2 * dayMs + 1, true],
  ])('has a proof that is %s', (_, revision, now, isOutdated) => {
    expect(outdatedOf(revision, now)).toBe(isOutdated);
  });
});
