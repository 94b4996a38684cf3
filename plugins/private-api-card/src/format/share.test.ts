import { translate as t } from '../__testUtils__/translate';
import { formatShare } from './share';

describe('formatShare', () => {
  it.each([
    [1, '100 %'],
    [0.99999, '99.99 %'],
    [0.9993, '99.93 %'],
    [0.98, '98 %'],
    [0, '0 %'],
  ])('formats %d as %s', (share, text) => {
    expect(formatShare(t, share)).toBe(text);
  });
});
