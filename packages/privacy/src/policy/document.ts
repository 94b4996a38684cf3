import type { Node, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import { nodeOfJson } from './json';

/** One alternative of a policy. Each alternative is evaluated on its own. */
export type PolicyDocument =
  | { kind: 'absent'; at: Node }
  | { kind: 'unknown'; at: Node; why: string }
  | { kind: 'document'; at: Node; statements: Statement[] };

/** One statement. `certain` means that it exists in this form regardless of conditions. Only then does a Deny count. */
export type Statement =
  | { kind: 'unknown'; at: Node; why: string }
  | { kind: 'statement'; at: Node; certain: boolean; value: Value };

/** Reads a policy: a map, or a JSON string. */
export function policyDocuments(
  template: Template,
  values: readonly Value[],
): PolicyDocument[] {
  return values.flatMap(value => readDocument(template, value));
}

function readDocument(template: Template, value: Value): PolicyDocument[] {
  const { at } = value;
  switch (value.kind) {
    case 'absent':
      return [{ kind: 'absent', at }];
    case 'scalar': {
      const node = nodeOfJson(value.text, at);
      return node
        ? policyDocuments(template, template.values(node))
        : [{ kind: 'unknown', at, why: 'is a string that is not valid JSON' }];
    }
    case 'map':
      return template
        .child(value, 'Statement')
        .map(statement => readStatements(template, statement, at));
    case 'unknown':
      return [{ kind: 'unknown', at, why: value.why }];
    default:
      return [{ kind: 'unknown', at, why: 'is not a policy document' }];
  }
}

function readStatements(
  template: Template,
  value: Value,
  at: Node,
): PolicyDocument {
  if (value.kind === 'absent') {
    return { kind: 'unknown', at, why: 'has no Statement' };
  }
  if (value.kind === 'unknown') {
    return { kind: 'unknown', at: value.at, why: value.why };
  }
  const items = value.kind === 'list' ? value.items : [value.at];
  if (items.length === 0) {
    return { kind: 'unknown', at, why: 'has an empty Statement' };
  }
  const statements = items.flatMap(item => {
    const alternatives = template.values(item);
    return alternatives.flatMap((alternative): Statement[] => {
      if (alternative.kind === 'absent') return [];
      if (alternative.kind !== 'map') {
        const why =
          alternative.kind === 'unknown'
            ? alternative.why
            : 'is not a statement';
        return [{ kind: 'unknown', at: alternative.at, why }];
      }
      const certain = alternatives.length === 1;
      return [
        { kind: 'statement', at: alternative.at, certain, value: alternative },
      ];
    });
  });
  return { kind: 'document', at, statements };
}
