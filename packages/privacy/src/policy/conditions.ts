import type { Node, Value } from '@private-serverless/template';
import { Template } from '../template/Template';

/** One test of a Condition block. All tests must match. A test matches if one of its values matches. */
export type ConditionTest = {
  at: Node;
  /** As written, such as `ForAnyValue:StringEquals`. */
  operator: string;
  /** In lowercase, because IAM ignores the case of keys. */
  key: string;
  values: Value[];
  /** Whether the test can be missing from the policy, because its values are `AWS::NoValue` under a condition. */
  mayVanish: boolean;
};

/** One alternative of a Condition block. */
export type ConditionBlock =
  | { kind: 'tests'; tests: ConditionTest[] }
  | { kind: 'unknown'; at: Node; why: string };

/** Every alternative of a statement's Condition. Without a Condition, one alternative without tests. */
export function conditionBlocks(
  template: Template,
  statement: Value,
): ConditionBlock[] {
  return template.child(statement, 'Condition').map(block => {
    if (block.kind === 'absent') return { kind: 'tests', tests: [] };
    if (block.kind !== 'map') return unknownBlock(block);
    const tests: ConditionTest[] = [];
    for (const operator of block.entries.keys()) {
      const alternatives = template.child(block, operator);
      const [keys] = alternatives;
      if (alternatives.length !== 1 || keys.kind !== 'map') {
        return unknownBlock(keys, 'depends on a condition');
      }
      for (const [key, node] of keys.entries) {
        const values = template.values(node);
        tests.push({
          at: node,
          operator,
          key: key.toLowerCase(),
          values: template.items(values),
          mayVanish: values.some(value => mayBeEmpty(template, value)),
        });
      }
    }
    return { kind: 'tests', tests };
  });
}

/** Whether an alternative has no value, or is a list in which each item can be missing. */
function mayBeEmpty(template: Template, value: Value): boolean {
  if (value.kind === 'absent') return true;
  return (
    value.kind === 'list' &&
    value.items.every(item =>
      template.values(item).some(({ kind }) => kind === 'absent'),
    )
  );
}

function unknownBlock(
  value: Value,
  otherwise = 'is not a map',
): ConditionBlock {
  const why = value.kind === 'unknown' ? value.why : otherwise;
  return { kind: 'unknown', at: value.at, why };
}
