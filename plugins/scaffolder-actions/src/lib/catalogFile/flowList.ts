import type { CST, Node, YAMLSeq } from 'yaml';
import type { CatalogText } from './CatalogText';
import { endOf, startOfItem } from './layout';
import { flowText } from './render';
import type { Splice } from './splices';

/** Adds texts at the end of a list in flow style and removes items by their position. */
export function updateFlowList(
  file: CatalogText,
  list: YAMLSeq<Node>,
  { add, remove }: { add: string[]; remove: number[] },
): Splice[] {
  const isRemoved = new Set(remove);
  const lastKept = list.items.findLastIndex((_, at) => !isRemoved.has(at));
  const end = endOf(list.items[lastKept] ?? list.items.at(-1));
  const texts = add.map(item => flowText(item, file.isJson)).join(', ');
  const more = lastKept === -1 ? texts : `, ${texts}`;
  return [
    ...removeFlowItems(file.text, list, isRemoved),
    ...(add.length === 0 ? [] : [{ from: end, to: end, text: more }]),
  ];
}

/** Removes items with the comma before them, or, ahead of the first item that stays, with the one after them. */
function removeFlowItems(
  text: string,
  { items, srcToken }: YAMLSeq<Node>,
  isRemoved: Set<number>,
): Splice[] {
  const tokens = (srcToken as CST.FlowCollection).items;
  const commas = tokens.flatMap(({ start }) =>
    start.filter(({ type }) => type === 'comma').map(({ offset }) => offset),
  );
  const firstKept = items.findIndex((_, at) => !isRemoved.has(at));
  const cut = (from: number, to: number) => ({ from, to, text: '' });
  return [...isRemoved].flatMap(at => {
    const start = startOfItem(tokens[at]);
    const end = endOf(items[at]);
    const comma =
      at > firstKept && firstKept !== -1 ? commas[at - 1] : commas[at];
    if (comma === undefined) return [cut(start, end)];
    const isBefore = comma < start;
    const between = isBefore
      ? text.slice(comma + 1, start)
      : text.slice(end, comma);
    if (between.trim()) return [cut(start, end), cut(comma, comma + 1)];
    if (isBefore) return [cut(comma, end)];
    const blanks = /^[ \t]*/.exec(text.slice(comma + 1))![0].length;
    return [cut(start, comma + 1 + blanks)];
  });
}
