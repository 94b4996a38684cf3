import type { PlanWarning } from '../../session/results';
import { uncovered } from '../policy/covers';
import { noLongerDenied } from '../policy/exemptions';
import { admittedFromOutside } from '../policy/reach';
import type { Statement } from '../policy/Statement';
import { principalsText, statementText } from '../policy/statementText';
import type { Comparison } from '../view/Comparison';
import { type PolicyFact, policyFacts } from './policyFacts';

/**
 * Marks of resource policies and trust policies: what they permit in addition, and what they no longer deny. The policy
 * of a new resource is marked if it admits somebody from outside the stack.
 */
export function resourcePolicyMarks(comparison: Comparison): PlanWarning[] {
  const before = byKey(policyFacts(comparison.before));
  const after = byKey(policyFacts(comparison.after));
  return [
    ...[...after.values()]
      .flat()
      .flatMap(fact => additions(fact, before.get(fact.key) ?? [], comparison)),
    ...[...before.values()]
      .flat()
      .flatMap(fact => removals(fact, after.get(fact.key) ?? [], comparison)),
  ];
}

function byKey(facts: PolicyFact[]): Map<string, PolicyFact[]> {
  const found = new Map<string, PolicyFact[]>();
  for (const fact of facts) {
    found.set(fact.key, [...(found.get(fact.key) ?? []), fact]);
  }
  return found;
}

function additions(
  fact: PolicyFact,
  before: PolicyFact[],
  comparison: Comparison,
): PlanWarning[] {
  if (!comparison.isChanged(fact.source)) return [];
  const { policy, what } = fact;
  const mark = markOf(fact, comparison);
  if (policy.unknown !== undefined) {
    return [
      mark(
        `it is unknown whom its ${what} admits: the value ${policy.unknown}`,
      ),
    ];
  }
  const known = statementsOf(before);
  const isNew = fact.subject !== undefined && comparison.isNew(fact.subject);
  return policy.statements.flatMap(statement => {
    if (statement.effect !== 'Allow') return [];
    const added = uncovered(statement, known);
    if (!added) return [];
    if (added.unknown !== undefined) {
      return [
        mark(
          `it is unknown whom its ${what} admits: a value in it ${added.unknown}`,
        ),
      ];
    }
    if (!isNew) {
      return [mark(`new permission: ${textOf(fact, added, comparison)}`)];
    }
    const outside = admittedFromOutside(
      added,
      policy,
      comparison,
      fact.isTrust,
    );
    if (outside.length === 0) return [];
    return [
      mark(
        fact.isTrust
          ? `can be assumed from outside the stack: by ${outside.join(', ')}`
          : `its ${what} admits ${outside.join(', ')}: ${textOf(
              fact,
              added,
              comparison,
            )}`,
      ),
    ];
  });
}

function removals(
  fact: PolicyFact,
  after: PolicyFact[],
  comparison: Comparison,
): PlanWarning[] {
  const { subject, source, what, policy } = fact;
  const isGone = subject !== undefined && !comparison.after.has(subject);
  const isUnknown = after.some(other => other.policy.unknown !== undefined);
  if (isGone || isUnknown || !comparison.isChanged(source)) return [];
  const known = statementsOf(after);
  return policy.statements.flatMap(statement => {
    if (statement.effect !== 'Deny') return [];
    const removed = uncovered(statement, known);
    if (!removed) return [];
    if (removed.unknown !== undefined) {
      return [
        markOf(
          fact,
          comparison,
        )(
          `it is unknown what its ${what} no longer denies: a value in it ${removed.unknown}`,
        ),
      ];
    }
    const text = noLongerDenied(removed, known, comparison.all);
    return [
      markOf(
        fact,
        comparison,
      )(
        after.length === 0
          ? `the ${what} is removed. No longer denied: ${text}`
          : `no longer denied: ${text}`,
      ),
    ];
  });
}

function statementsOf(facts: PolicyFact[]): Statement[] {
  return facts.flatMap(({ policy }) => policy.statements);
}

function textOf(
  { isTrust }: PolicyFact,
  statement: Statement,
  { all }: Comparison,
): string {
  const isAssume = statement.actions.values.every(action =>
    /^sts:AssumeRole/i.test(action),
  );
  return isTrust && isAssume && statement.tests.length === 0
    ? `${principalsText(statement.principals, all)} may assume the role`
    : statementText(statement, all);
}

function markOf(
  { subject, outside, source, what }: PolicyFact,
  comparison: Comparison,
): (text: string) => PlanWarning {
  const name =
    subject === undefined
      ? `${comparison.nameOf(
          source,
        )}: ${what} of ${outside}, which is not in this stack`
      : comparison.nameOf(subject);
  return text => ({
    kind: 'iam',
    logicalId: subject ?? source,
    text: `${name}: ${text}`,
  });
}
