import { type ReasonCode, reasonFor } from './reasons';

const codes: ReasonCode[] = [
  'annotation.missing',
  'annotation.invalid',
  'environment.unknown',
  'stack.missing',
  'stack.notBound',
  'stack.notReady',
  'stack.unreachable',
  'output.missing',
  'policy.host',
  'policy.address',
  'policy.url',
  'vantage.none',
  'vantage.blind',
  'no.data',
  'data.stale',
];

describe('reasonFor', () => {
  it.each(codes)('has words for %s even where nothing is known of it', code => {
    const reason = reasonFor(code);
    expect(reason.code).toBe(code);
    expect(`${reason.headline} ${reason.advice}`).not.toMatch(/undefined|null/);
    expect(reason.headline).not.toHaveLength(0);
    expect(reason.advice).not.toHaveLength(0);
  });

  it('names the other entity that a stack belongs to, and what the tag should say', () => {
    const reason = reasonFor('stack.notBound', {
      entityRef: 'component:default/orders',
      taggedRef: 'component:default/pay',
    });
    expect(reason.headline).toBe(
      "Not bound: the stack's tag names component:default/pay",
    );
    expect(reason.advice).toContain('component:default/orders');
  });
});
