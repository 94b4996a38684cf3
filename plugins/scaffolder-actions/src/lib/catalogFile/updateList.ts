import { type CST, type Node, type Pair, type YAMLSeq, isSeq } from 'yaml';
import { updateFlowList } from './flowList';
import {
  type ItemTokens,
  endOf,
  endOfKey,
  endOfPair,
  indentOf,
  insertLines,
  lineStart,
  nextLine,
  startOfItem,
  tokensOfPair,
} from './layout';
import {
  type Edited,
  fieldOf,
  isEmpty,
  nameOfKind,
  pairOf,
  placeOf,
  requireUnshared,
} from './place';
import { blockLines } from './render';
import { type OfPair, fillPair, insertPairs } from './setValues';
import type { Splice } from './splices';

/**
 * Adds texts at the end of a list and removes items by their position. Creates the list if it is missing, and removes
 * it with its last item.
 * @throws InputError with path and line for a place that cannot be edited
 */
export function updateList(
  edited: Edited,
  path: string[],
  { add, remove }: { add: string[]; remove: number[] },
): Splice[] {
  if (add.length === 0 && remove.length === 0) return [];
  const name = path.at(-1)!;
  const { map, at, pair: empty, missing } = placeOf(edited, path.slice(0, -1));
  if (missing.length > 0) {
    const content = missing
      .slice(1)
      .concat(name)
      .reduceRight<unknown>((inner, key) => ({ [key]: inner }), add);
    return empty
      ? fillPair(edited, { map, at, pair: empty }, content)
      : insertPairs(edited, { map, at }, { [missing[0]]: content });
  }
  const pair = pairOf(map, name);
  if (!pair) return insertPairs(edited, { map, at }, { [name]: add });
  requireUnshared(edited, pair.value, path);
  if (isEmpty(pair.value)) return fillPair(edited, { map, at, pair }, add);
  const list = requireList(edited, pair, path);
  for (const index of remove) requireUnshared(edited, list.items[index], path);
  if (add.length === 0 && remove.length === list.items.length) {
    return removeList(edited, { map, at, pair }, list);
  }
  return list.flow
    ? updateFlowList(edited.file, list, { add, remove })
    : updateBlock(edited, list, { at: path, add, remove });
}

function requireList(
  { file }: Edited,
  pair: Pair<Node, Node>,
  path: string[],
): YAMLSeq<Node> {
  if (isSeq(pair.value)) return pair.value as YAMLSeq<Node>;
  throw file.refuse(pair.key.range![0], {
    problem: `${fieldOf(path)} is ${nameOfKind(pair.value!)}, not a list`,
    fix: 'Write a list here instead',
  });
}

/** Removes a list with its key; leaves `[]` where the map would be empty or where comments stay. */
function removeList(
  edited: Edited,
  { map, at, pair }: OfPair,
  list: YAMLSeq<Node>,
): Splice[] {
  const { text } = edited.file;
  const from = startOfItem(tokensOfPair(pair));
  const to = endOfPair(pair);
  const isCommented = /^\s*#/m.test(text.slice(endOfKey(pair), to));
  if (map.items.length === 1 || isCommented) {
    const remove = [...list.items.keys()];
    if (list.flow) {
      return updateFlowList(edited.file, list, { add: [], remove });
    }
    const key = endOfKey(pair);
    return [
      { from: key, to: key, text: ' []' },
      ...updateBlock(edited, list, { at, add: [], remove }),
    ];
  }
  if (!map.flow) {
    indentOf(edited.file, map, fieldOf(at));
    return [{ from: lineStart(text, from), to: nextLine(text, to), text: '' }];
  }
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  return next
    ? [{ from, to: startOfItem(tokensOfPair(next)), text: '' }]
    : [{ from: endOfPair(map.items[index - 1]), to, text: '' }];
}

function updateBlock(
  { file }: Edited,
  list: YAMLSeq<Node>,
  { at, add, remove }: { at: string[]; add: string[]; remove: number[] },
): Splice[] {
  const { text } = file;
  const indent = indentOf(file, list, fieldOf(at));
  const removed = remove.map(index => ({
    from: lineStart(text, startOfItem(tokensOfItem(list, index))),
    to: nextLine(text, endOf(list.items[index])),
    text: '',
  }));
  if (add.length === 0) return removed;
  const lines = blockLines(add, { indent, step: 2 });
  return [...removed, insertLines(file, endOf(list.items.at(-1)), lines)];
}

function tokensOfItem({ srcToken }: YAMLSeq<Node>, index: number): ItemTokens {
  const { items } = srcToken as CST.BlockSequence;
  return items.filter(({ start }) =>
    start.some(({ type }) => type === 'seq-item-ind'),
  )[index];
}
