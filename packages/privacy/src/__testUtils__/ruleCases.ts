/* eslint-disable jest/no-export -- the tests of every rule use this function */
import type { NetworkFacts } from '../network/NetworkFacts';
import { runRule } from './runRule';

/** A test case: name, resources and optional parameters. */
export type Case = [string, string, Record<string, string>?];

/**
 * Runs test cases of templates that are proven, violated and unproven.
 *
 * @param networkFacts - of the existing network. @defaultValue none
 */
export function ruleCases(
  rule: string,
  cases: { proven: Case[]; violated: Case[]; unproven: Case[] },
  networkFacts?: NetworkFacts,
): void {
  for (const status of ['proven', 'violated', 'unproven'] as const) {
    describe(`${rule}${networkFacts ? ' with network facts' : ''}`, () => {
      for (const [name, resources, parameters] of cases[status]) {
        it(`is ${status}: ${name}`, () => {
          const result = runRule(rule, resources, {
            parameters,
            networkFacts,
          });
          expect(result.status).toBe(status);
          // Every finding has a path and advice.
          expect(result.findings.length > 0).toBe(status !== 'proven');
          for (const finding of result.findings) {
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
