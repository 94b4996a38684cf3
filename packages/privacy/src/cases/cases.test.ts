import { verifyTemplate } from '../verify';
import cases from './cases.json';

/*
 * Small templates of strangers, mostly from public bug reports, with what a proof must say. `must` and `mustNot` name rules, such as
 * `PS06`, `PS06:violated` or `PS11|PS12`.
 */

describe('a template of a stranger', () => {
  it.each(cases.map((one): [string, (typeof cases)[number]] => [one.why, one]))(
    '%s',
    (_, { must, mustNot, template, verdicts }) => {
      const verdict = verifyTemplate({ template: JSON.stringify(template) });
      const isReported = (expected: string) =>
        expected.split('|').some(one => {
          const [rule, status] = one.split(':');
          const found = verdict.rules[rule];
          return status === undefined
            ? ['violated', 'unproven'].includes(found)
            : found === status;
        });
      expect(verdicts).toContain(verdict.verdict);
      expect(must.filter(rule => !isReported(rule))).toEqual([]);
      expect(mustNot.filter(rule => isReported(rule))).toEqual([]);
    },
  );
});
