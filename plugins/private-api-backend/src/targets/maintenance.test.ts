import { readMaintenance } from './maintenance';

const hour = 3_600_000;
const noon = Date.parse('2026-12-01T12:00:00.000Z');
const read = (text: string) => readMaintenance(text, 24 * hour, noon);
const window = (from: string, until: string) => ({
  from: Date.parse(from),
  until: Date.parse(until),
});

describe('readMaintenance', () => {
  it.each([
    [
      '2026-12-01T20:00Z/2026-12-01T22:00Z',
      '2026-12-01T20:00Z',
      '2026-12-01T22:00Z',
    ],
    ['2026-12-01T20:00Z/PT2H', '2026-12-01T20:00Z', '2026-12-01T22:00Z'],
    [
      'PT2H/2026-12-01T22:00:00+01:00',
      '2026-12-01T19:00Z',
      '2026-12-01T21:00Z',
    ],
    ['20261201T2000Z/PT90M', '2026-12-01T20:00Z', '2026-12-01T21:30Z'],
  ])('reads %s', (text, from, until) => {
    expect(read(text)).toEqual({
      windows: [window(from, until)],
      problems: [],
    });
  });

  it('sorts windows and leaves out past ones', () => {
    const { windows, problems } = read(
      '2026-12-03T00:00Z/PT1H, 2026-12-01T11:30Z/PT1H,2026-11-01T00:00Z/PT1H,',
    );
    expect(problems).toEqual([]);
    expect(windows.map(({ from }) => new Date(from).toISOString())).toEqual([
      '2026-12-01T11:30:00.000Z',
      '2026-12-03T00:00:00.000Z',
    ]);
  });

  it.each([
    'tomorrow',
    '2026-12-01T20:00Z',
    // A local time would depend on the zone of the backend.
    '2026-12-01T20:00/2026-12-01T22:00',
    '2026-12-01/2026-12-02',
    '2026-12-01T22:00Z/2026-12-01T20:00Z',
  ])('rejects %s', text => {
    expect(read(text)).toEqual({
      windows: [],
      problems: [
        `"${text}" is not a valid interval. Use ISO 8601 with a time zone, such as 2026-12-01T20:00Z/PT2H.`,
      ],
    });
  });

  it('rejects a window that would hide outages for longer than the limit, and keeps the others', () => {
    const { windows, problems } = read(
      '2026-12-01T20:00Z/P1Y,2026-12-02T20:00Z/PT1H',
    );
    expect(problems).toEqual([
      '"2026-12-01T20:00Z/P1Y" is longer than the maximum of 24 hours. Use a shorter window.',
    ]);
    expect(windows).toHaveLength(1);
  });

  it('reads at most ten windows', () => {
    const many = Array.from(
      { length: 11 },
      (_, day) => `2026-12-${day + 10}T00:00Z/PT1H`,
    ).join(',');
    const { windows, problems } = read(many);
    expect(windows).toHaveLength(10);
    expect(problems).toEqual([
      '11 windows, of which the first 10 count. Remove past ones.',
    ]);
  });
});
