import type { CheckStatus } from '@private-serverless/readiness';
import { readinessView } from './readinessView';
import type { StoredReadiness } from './ReadinessStore';

const checkedAt = Date.parse('2026-11-28T12:00:00.000Z');
const minutes = 60_000;

function stored(
  ready: boolean,
  ...statuses: CheckStatus[]
): StoredReadiness | undefined {
  return {
    configuration: 'a',
    readiness: {
      environment: 'dev',
      at: new Date(checkedAt).toISOString(),
      ready,
      checks: statuses.map(status => ({
        id: 'account',
        status,
        subject: '111111111111',
        fix: status === 'ok' ? '' : 'Fix it.',
      })),
    },
  };
}

const viewAfter = (
  result: StoredReadiness | undefined,
  ageMinutes: number,
  configuration = 'a',
) =>
  readinessView(result, {
    environment: 'dev',
    configuration,
    now: checkedAt + ageMinutes * minutes,
  });

describe('readinessView', () => {
  it.each<[string, StoredReadiness | undefined, string]>([
    ['is ready', stored(true, 'ok'), 'ready'],
    ['has a check without result', stored(true, 'ok', 'unknown'), 'unknown'],
    ['lacks something', stored(false, 'ok', 'missing'), 'not-ready'],
    ['has something wrong', stored(false, 'unknown', 'wrong'), 'not-ready'],
    ['could not be read', stored(false, 'unknown'), 'unknown'],
  ])('of an account that %s', (_, result, state) => {
    const view = viewAfter(result, 89);
    expect(view).toMatchObject({
      environment: 'dev',
      state,
      at: '2026-11-28T12:00:00.000Z',
      checks: result!.readiness.checks,
      generatedAt: '2026-11-28T13:29:00.000Z',
    });
    expect(view.reason !== undefined).toBe(state === 'unknown');
  });

  it('counts the checks without a result', () => {
    const { reason } = viewAfter(stored(true, 'ok', 'unknown', 'ok'), 1);
    expect(reason).toBe('1 of 3 checks have no result.');
  });

  it.each<[string, ReturnType<typeof viewAfter>, RegExp]>([
    ['no result', viewAfter(undefined, 0), /not been checked yet/],
    ['an old result', viewAfter(stored(true, 'ok'), 91), /too old/],
    [
      'a result of another configuration',
      viewAfter(stored(true, 'ok'), 1, 'b'),
      /configuration .* has changed/,
    ],
  ])('is unknown with %s, and shows no past checks', (_, view, reason) => {
    expect(view).toMatchObject({ state: 'unknown', checks: [] });
    expect(view.reason).toMatch(reason);
  });
});
