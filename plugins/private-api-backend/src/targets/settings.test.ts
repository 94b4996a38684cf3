import { component } from '../__testUtils__/backend';
import { readSettings } from './settings';

const limits = {
  interval: { min: 15_000, max: 3_600_000 },
  maintenance: { maxDuration: 86_400_000 },
};
const noon = Date.parse('2026-12-01T12:00:00.000Z');

function read(annotations: Record<string, string>) {
  const entity = component('orders');
  entity.metadata.annotations = Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [
      `private-serverless.dev/${name}`,
      value,
    ]),
  );
  return readSettings(entity, limits, noon);
}

describe('readSettings', () => {
  it('has nothing without annotations', () => {
    expect(read({})).toEqual({});
  });

  it('reads every annotation', () => {
    expect(
      read({
        'probe-interval': '30s',
        'latency-threshold': '500ms',
        maintenance: '2026-12-01T20:00Z/PT2H',
      }),
    ).toEqual({
      intervalMs: 30_000,
      latencyThresholdMs: 500,
      maintenance: [
        {
          from: Date.parse('2026-12-01T20:00Z'),
          until: Date.parse('2026-12-01T22:00Z'),
        },
      ],
    });
  });

  it.each([
    ['probe-interval', '1s', '15s to 3600s. Use one such as 15s.'],
    ['probe-interval', '2h', '15s to 3600s. Use one such as 15s.'],
    ['probe-interval', 'often', '15s to 3600s. Use one such as 15s.'],
    ['latency-threshold', '5m', '0.001s to 60s. Use one such as 0.001s.'],
  ])('ignores and reports %s: %s', (name, value, rest) => {
    expect(read({ [name]: value })).toEqual({
      problems: [
        `Annotation private-serverless.dev/${name} is ignored: "${value}" is not a duration from ${rest}`,
      ],
    });
  });

  it('names the annotation of a maintenance window that is not valid', () => {
    expect(read({ maintenance: 'tonight' }).problems).toEqual([
      expect.stringMatching(
        /^Annotation private-serverless\.dev\/maintenance is ignored: "tonight" is not a valid interval/,
      ),
    ]);
  });
});
