import { privateText } from './cases';
import { openings } from './openings';
import { type Failure, runCases } from './run';

describe('random templates', () => {
  it('are private, not private with one public part, and only a TemplateError rejects a changed text', () => {
    const failures: Failure[] = [];
    const cases = runCases(1, 6, failure => failures.push(failure));
    expect(failures).toEqual([]);
    expect(cases).toBe(6 * (Object.keys(openings).length + 2));
  });

  it('differ from seed to seed and are the same for one seed', () => {
    const texts = Array.from({ length: 20 }, (_, seed) => privateText(seed));
    expect(new Set(texts).size).toBe(20);
    expect(privateText(7)).toBe(texts[7]);
    for (const way of ['Default', 'FindInMap', 'Join', 'Split', 'If']) {
      expect(texts.some(text => text.includes(way))).toBe(true);
    }
  });

  it('have at least 40 different public parts', () => {
    expect(Object.keys(openings).length).toBeGreaterThanOrEqual(40);
  });
});
