import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../rules';
import { referenceOf } from './reference';

const file = path.resolve(__dirname, '../../../../docs/privacy-rules.md');

describe('the reference of the rules', () => {
  it('is up to date: npm run rules', () => {
    expect(readFileSync(file, 'utf8')).toBe(referenceOf(rules));
  });

  it('has every rule with a full title, a reason and advice', () => {
    for (const { fix, id, title, why } of rules) {
      expect({ id, title }).toEqual({
        id,
        title: expect.stringMatching(/^[A-Z].*[^.]$/),
      });
      for (const text of [why, fix]) {
        expect({ id, text }).toEqual({
          id,
          text: expect.stringMatching(/^([A-Z]|aws:).*[.)]$/s),
        });
      }
    }
  });

  it('knows all rules from PS00 to PS53', () => {
    const ids = Array.from({ length: 54 }, (_, index) => index).map(
      index => `PS${String(index).padStart(2, '0')}`,
    );
    expect(rules.map(({ id }) => id)).toEqual(ids);
  });
});
