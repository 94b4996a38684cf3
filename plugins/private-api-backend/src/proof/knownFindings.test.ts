import { noon } from '../__testUtils__/engine';
import { storedProof, violation } from '../__testUtils__/proofs';
import { exposureFinding, exposureOf } from './exposureOf';
import { markKnown } from './knownFindings';
import type { StoredProof } from './proofRows';

const from = '2026-06-01';
const settings = { newRules: { block: { from } } };
const mark = (
  previous: StoredProof | undefined,
  change: { inputHash?: string; now?: number } = {},
) =>
  markKnown([violation], {
    inputHash: 'a'.repeat(64),
    previous,
    settings,
    now: noon,
    ...change,
  });
const known = { ...violation, blocksFrom: from };
const changed = { inputHash: 'b'.repeat(64) };

describe('markKnown', () => {
  it.each([
    ['the first proof', undefined, {}, known],
    ['a new rule for the same template', storedProof(), {}, known],
    [
      'a change of the template or a parameter',
      storedProof(),
      changed,
      violation,
    ],
    [
      'an old violation in a new template',
      storedProof([known]),
      changed,
      known,
    ],
    [
      'a violation that exposed the service before',
      storedProof([violation]),
      {},
      violation,
    ],
    ['the day has come', undefined, { now: Date.parse(from) }, violation],
  ])('%s', (_, previous, change, expected) => {
    expect(mark(previous, change)).toEqual([expected]);
  });

  it('marks nothing without a day, and nothing that is unproven', () => {
    const unproven = { ...violation, status: 'unproven' as const };
    const options = {
      inputHash: '',
      previous: undefined,
      settings,
      now: noon,
    };
    expect(markKnown([unproven], options)).toEqual([unproven]);
    expect(markKnown([violation], { ...options, settings: {} })).toEqual([
      violation,
    ]);
  });
});

describe('exposureOf', () => {
  it.each([
    ['unproven', { status: 'unproven' as const }],
    ['a warning', { severity: 'M' as const }],
    ['about permissions', { rule: 'PS33' }],
    ['about egress', { rule: 'PS02' }],
    ['about a switch that opens nothing alone', { rule: 'PS26' }],
    ['perhaps covered by an exception', { mayBeExcepted: true as const }],
    ['of a rule that does not count yet', { blocksFrom: from }],
  ])('is nothing if the finding is %s', (_, change) => {
    expect(
      exposureOf([{ ...violation, ...change }], undefined, noon),
    ).toBeUndefined();
  });

  it('names the first violation and the number of others, and keeps its start', () => {
    const exposed = exposureOf([violation, violation, violation], undefined, 7);
    expect(exposed).toEqual({
      evidence:
        'The privacy proof of the live stack is violated. PS06: Callers allows ingress from 0.0.0.0/0. (and 2 more)',
      advice: 'Restrict the range.',
      since: 7,
    });
    expect(exposureOf([violation], exposed, 9)!.since).toBe(7);
    const facts = {
      verdict: 'violated',
      since: 7,
      checkedAt: 8,
      hasChanged: false,
    } as const;
    expect(exposureFinding({ ...facts, exposed })).toMatchObject([
      { state: 'failed', exposed: true, since: 7, readAt: 8 },
    ]);
    const [{ evidence }] = exposureFinding({
      ...facts,
      exposed,
      hasChanged: true,
    });
    expect(evidence).toMatch(
      /more\) The stack has changed since this proof\.$/,
    );
    expect(exposureFinding(facts)).toEqual([]);
  });
});
