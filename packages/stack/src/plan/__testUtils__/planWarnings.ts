import { plannedChange } from '../changes';
import { comparisonOf, declaredCidrs } from '../comparisonOf';
import { marksOf } from '../marks/marks';
import { planOf } from '../plan';
import { baseTemplate } from './baseTemplate';
import { changesBetween, stackArn, version, type Version } from './changeSets';
import type { Edit } from './edits';

/** A change of the base template, or values of its parameters, and the warnings of the plan. */
export type Case = [
  name: string,
  edit: Edit | Record<string, string>,
  expected: string[],
];

/** The warnings for an update of the base template, as lines of the plan. */
export function warningsOfUpdate(edit: Case[1]): string[] {
  return warnings(version(baseTemplate), edited(edit));
}

/**
 * The warnings for a new stack with the changed base template, as lines of the plan. Nothing is connected to the VPC of the base
 * template, which is left out.
 */
export function warningsOfNewStack(edit: Case[1]): string[] {
  return warnings(undefined, edited(edit)).filter(
    line => !line.startsWith('CONNECTION: Vpc '),
  );
}

function edited(edit: Case[1]): Version {
  return typeof edit === 'function'
    ? version(edit(baseTemplate))
    : version(baseTemplate, edit);
}

/** The warnings of a plan, as its lines. */
function warnings(before: Version | undefined, after: Version): string[] {
  const changes = changesBetween(before, after);
  const corporateCidrs = declaredCidrs(after);
  const marks = marksOf(
    comparisonOf({ stackArn, before, after, changes, corporateCidrs }),
  );
  const { lines } = planOf(
    changes.map(change => plannedChange(change)),
    marks,
  );
  const text = lines.join('\n');
  expect(text).not.toMatch(/KNOWN_AFTER_APPLY|\$\{/);
  return lines.filter(line => /^[A-Z]{2}[A-Z ]*: /.test(line));
}
