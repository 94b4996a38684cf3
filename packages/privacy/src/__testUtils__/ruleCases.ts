/* eslint-disable jest/no-export -- the tables of every rule's tests run through this one */
import { judge } from './judge';

/** A case of a table: what it is about, the resources, and the parameters if any. */
export type Case = [string, string, Record<string, string>?];

/** Runs tables of templates that pass, that must fail, and that cannot be decided. */
export function ruleCases(
  rule: string,
  cases: { proven: Case[]; violated: Case[]; unproven: Case[] },
): void {
  for (const status of ['proven', 'violated', 'unproven'] as const) {
    describe(`${rule} ${status}`, () => {
      for (const [name, resources, parameters] of cases[status]) {
        it(`${name}`, () => {
          const judged = judge(rule, resources, parameters);
          expect(judged.status).toBe(status);
          // A rule that does not hold says where, and what to do.
          expect(judged.findings.length > 0).toBe(status !== 'proven');
          for (const finding of judged.findings) {
            expect(finding).toMatchObject({
              path: expect.stringMatching(/^(Resources|Mappings|Transform)/),
              line: expect.any(Number),
              message: expect.stringMatching(/\.$/),
              fix: expect.stringMatching(/\w/),
            });
          }
        });
      }
    });
  }
}
