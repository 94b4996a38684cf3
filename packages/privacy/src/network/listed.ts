import type { Value } from '@private-serverless/template';
import type { Template } from '../template/Template';
import { identityOf } from './identity';

/** The resources that a list names, as {@link identityOf} does. */
export type Listed = {
  /** Those that it names regardless of conditions. */
  certain: string[];
  /** Those that it may name. */
  possible: string[];
  /** Why further ones are not known. Completes "the value …". */
  why?: string;
};

/** Reads a property that is a list of IDs. */
export function listOfIds(
  template: Template,
  alternatives: readonly Value[],
): Listed {
  const lists = alternatives.map(value => readList(template, value));
  const possible = [...new Set(lists.flatMap(list => list.possible))];
  return {
    certain: possible.filter(id =>
      lists.every(({ certain }) => certain.includes(id)),
    ),
    possible,
    why: lists.find(({ why }) => why !== undefined)?.why,
  };
}

function readList(template: Template, value: Value): Listed {
  const found: Listed = { certain: [], possible: [] };
  if (value.kind === 'absent') return found;
  const items = value.kind === 'list' ? value.items : undefined;
  for (const values of items?.map(item => template.values(item)) ?? [[value]]) {
    for (const one of values) {
      if (one.kind === 'absent') continue;
      // An item that is a list itself, such as the one of a parameter.
      const nested =
        one.kind === 'list' ? template.items([one]) : ([one] as const);
      for (const item of nested) {
        const id = item.kind === 'map' ? undefined : identityOf(item);
        if (id === undefined) {
          found.why ??= item.kind === 'unknown' ? item.why : 'is not an ID';
        } else {
          found.possible.push(id);
          if (values.length === 1) found.certain.push(id);
        }
      }
    }
  }
  return found;
}
