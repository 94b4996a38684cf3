import {
  type HealthState,
  reasonFor,
} from '@private-serverless/backstage-plugin-private-api-common';
import { combineVantages, type Part } from './combineVantages';

const parts = (states: string): Part[] =>
  states
    .split(' ')
    .filter(Boolean)
    .map((state, minute) => ({
      state: state as HealthState,
      since: new Date(Date.UTC(2026, 2, 1, 10, 59 - minute)).toISOString(),
    }));
const window = { from: Date.UTC(2026, 2, 1, 11), until: Date.UTC(2026, 2, 2) };

describe('combineVantages', () => {
  it.each([
    ['', 'unknown'],
    ['up', 'up'],
    ['up up', 'up'],
    ['up degraded', 'degraded'],
    ['up suspect', 'suspect'],
    ['degraded suspect', 'suspect'],
    ['up suspect unknown', 'unknown'],
    ['up down', 'degraded'],
    ['degraded down', 'degraded'],
    ['up down suspect', 'degraded'],
    ['up down unknown', 'degraded'],
    ['down down', 'down'],
    ['down suspect', 'suspect'],
    ['down suspect unknown', 'suspect'],
    ['down unknown', 'down'],
    ['suspect suspect', 'suspect'],
    ['suspect unknown', 'unknown'],
    ['up unknown', 'unknown'],
    ['degraded unknown', 'unknown'],
    ['up exposed', 'exposed'],
    ['down exposed unknown', 'exposed'],
    ['up maintenance', 'maintenance'],
  ])('of "%s" is %s', (states, expected) => {
    expect(combineVantages(parts(states)).state).toBe(expected);
  });

  it.each([
    ['up', 'maintenance'],
    ['down up', 'maintenance'],
    ['up suspect', 'maintenance'],
    ['unknown', 'maintenance'],
    ['up exposed', 'exposed'],
  ])('of "%s" during maintenance is %s', (states, expected) => {
    expect(combineVantages(parts(states), window).state).toBe(expected);
  });

  it('holds since the first deciding vantage has its state', () => {
    const [up, down, suspect, other] = parts('up down suspect down');
    expect(combineVantages([up, down, suspect, other])).toMatchObject({
      partial: true,
      since: other.since,
      decisive: [down, other],
    });
    expect(combineVantages([up, suspect])).toMatchObject({
      partial: true,
      decisive: [suspect],
    });
    expect(combineVantages([down, suspect])).toMatchObject({
      partial: false,
      decisive: [suspect],
    });
    expect(combineVantages([up], window)).toMatchObject({
      since: '2026-03-01T11:00:00.000Z',
      decisive: [],
    });
  });

  it('has the reason of the first unknown vantage', () => {
    const reason = reasonFor('no.data');
    const unknown: Part = { state: 'unknown', reason };
    expect(combineVantages([...parts('up'), unknown]).reason).toBe(reason);
    expect(combineVantages([...parts('up down'), unknown]).reason).toBe(
      undefined,
    );
  });
});
