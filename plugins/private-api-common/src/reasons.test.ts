import { type ReasonCode, reasonFor } from './reasons';

const codes: ReasonCode[] = [
  'annotation.missing',
  'annotation.invalid',
  'environment.unknown',
  'stack.missing',
  'stack.notBound',
  'stack.notReady',
  'stack.failed',
  'stack.refused',
  'stack.unreachable',
  'output.missing',
  'policy.host',
  'policy.address',
  'policy.url',
  'vpc.unknown',
  'vantage.none',
  'vantage.blind',
  'vantage.noControl',
  'no.data',
  'data.stale',
];

describe('reasonFor', () => {
  it.each(codes)('returns texts for %s without any context', code => {
    const reason = reasonFor(code);
    expect(reason.code).toBe(code);
    expect(`${reason.headline} ${reason.advice}`).not.toMatch(/undefined|null/);
    expect(reason.headline).not.toHaveLength(0);
    expect(reason.advice).not.toHaveLength(0);
  });

  it('includes the entity that the owner tag must name', () => {
    const reason = reasonFor('stack.notBound', {
      entityRef: 'component:default/orders',
    });
    expect(reason.advice).toContain('component:default/orders');
  });

  it.each([
    ['ROLLBACK_COMPLETE', /deploy the service again/],
    ['CREATE_FAILED', /deploy the service again/],
    ['DELETE_FAILED', /destroy the stack again/],
  ])(
    'advises an action instead of waiting for a stack in %s',
    (value, advice) => {
      const reason = reasonFor('stack.failed', { value });
      expect(reason.headline).toBe(`Stack is ${value}`);
      expect(reason.advice).toMatch(advice);
    },
  );
});
