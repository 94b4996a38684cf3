import type { Value } from '@private-serverless/template';
import type { Template } from '../template/Template';
import { isPresent } from '../policy/statement';
import { resourceNeed, serviceOf, servicesWithAssignedIds } from './actions';
import { type Excess, nameResources } from './excess';
import { isPattern, listOf } from './patterns';
import { hasWildcardResource, limitsResources } from './resources';

/** What the resources of a statement allow too widely. */
export function* wideResources(
  template: Template,
  statement: Value,
  actions: string[],
  isOfCloudFormation: boolean,
): Iterable<Excess> {
  const exact = actions.filter(action => !isPattern(action));
  const needs = (need: string) =>
    exact.filter(action => resourceNeed(action) === need);
  const named = needs('named').filter(
    action =>
      !(isOfCloudFormation && servicesWithAssignedIds.has(serviceOf(action))),
  );
  const unknown = needs('unknown');
  // Reported already.
  if (isPresent(template, statement, 'NotResource')) return;
  if (named.length === 0 && unknown.length === 0) return;
  const isWild = hasWildcardResource(template, statement);
  if (isWild === false || limitsResources(template, statement)) return;
  if (named.length > 0) {
    yield isWild
      ? {
          status: 'violated',
          what: `allows ${listOf(named)} on resources that it does not name`,
          fix: nameResources,
        }
      : {
          status: 'unproven',
          what: `allows ${listOf(
            named,
          )} on resources that cannot be determined`,
          fix: nameResources,
        };
  }
  if (unknown.length > 0 && isWild) {
    yield {
      status: 'unproven',
      what: `allows ${listOf(
        unknown,
      )} on resources that it does not name, and the rule does not know whether the action supports specific resources`,
      fix: nameResources,
      severity: 'M',
    };
  }
}
