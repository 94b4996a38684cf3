import { type Node, type Pair, type YAMLMap, isAlias, isScalar } from 'yaml';
import {
  endOfPair,
  indentOf,
  insertLines,
  endOfKey,
  startOfItem,
  stepOf,
  tokensOfPair,
} from './layout';
import {
  type Edited,
  fieldOf,
  nameOfKind,
  offsetOf,
  pairOf,
  placeOf,
  requireUnshared,
} from './place';
import { blockLines, flowPairs, flowText, scalarText } from './render';
import type { Splice } from './splices';

/**
 * Sets texts in the map at a path of a document. Creates the map, and those on the way to it, if they are missing.
 * @throws InputError with path and line for a place that cannot be edited
 */
export function setValues(
  edited: Edited,
  path: string[],
  values: Record<string, string>,
): Splice[] {
  if (Object.keys(values).length === 0) return [];
  const { map, at, pair, missing } = placeOf(edited, path);
  if (missing.length > 0) {
    const content = missing
      .slice(1)
      .reduceRight<object>((inner, name) => ({ [name]: inner }), values);
    return pair
      ? fillPair(edited, { map, at, pair }, content)
      : insertPairs(edited, { map, at }, { [missing[0]]: content });
  }
  const splices: Splice[] = [];
  const added: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const known = pairOf(map, name);
    if (known) {
      splices.push(...setScalar(edited, { map, at, pair: known }, value));
    } else {
      added[name] = value;
    }
  }
  return [...splices, ...insertPairs(edited, { map, at }, added)];
}

/** A map that may be edited, and its path. */
export type InMap = { map: YAMLMap<Node, Node>; at: string[] };
/** A pair of such a map. */
export type OfPair = InMap & { pair: Pair<Node, Node> };

/** Adds pairs at the end of a map. */
export function insertPairs(
  { file, document }: Edited,
  { map, at }: InMap,
  content: Record<string, unknown>,
): Splice[] {
  if (Object.keys(content).length === 0) return [];
  const last = map.items.at(-1);
  if (map.flow || !last) {
    const pairs = flowPairs(content, file.isJson);
    const from = last ? endOfPair(last) : offsetOf(map) + 1;
    return [{ from, to: from, text: last ? `, ${pairs}` : ` ${pairs} ` }];
  }
  const indent = indentOf(file, map, fieldOf(at));
  const step = stepOf(document);
  return [
    insertLines(file, endOfPair(last), blockLines(content, { indent, step })),
  ];
}

/** Writes a map or list where a value is missing, null or empty. */
export function fillPair(
  { file, document }: Edited,
  { map, at, pair }: OfPair,
  content: unknown,
): Splice[] {
  const { from, to } = rangeOfEmpty(file.text, pair);
  const colon = hasColon(pair) ? '' : ':';
  if (map.flow) {
    const text = `${colon} ${flowText(content, file.isJson)}`;
    return [{ from, to, text }];
  }
  const indent = indentOf(file, map, fieldOf(at));
  const step = stepOf(document);
  const lines = blockLines(content, { indent: indent + step, step });
  if (colon) lines.unshift(`${' '.repeat(indent)}:`);
  const cut = to > from ? [{ from, to, text: '' }] : [];
  return [...cut, insertLines(file, to, lines)];
}

function setScalar(
  edited: Edited,
  { map, at, pair }: OfPair,
  value: string,
): Splice[] {
  const { file } = edited;
  const { value: old } = pair;
  const path = [...at, String((pair.key as { value?: unknown }).value)];
  if (isScalar(old) && old.value === value) return [];
  requireUnshared(edited, old, path);
  if (!old || (isScalar(old) && old.value === null)) {
    const { from, to } = rangeOfEmpty(file.text, pair);
    const text = flowText(value, file.isJson);
    if (hasColon(pair)) return [{ from, to, text: ` ${text}` }];
    if (map.flow) return [{ from, to, text: `: ${text}` }];
    const indent = ' '.repeat(indentOf(file, map, fieldOf(at)));
    return [insertLines(file, to, [`${indent}: ${text}`])];
  }
  if (!isScalar(old) && !isAlias(old)) {
    throw file.refuse(startOfItem(tokensOfPair(pair)), {
      problem: `${fieldOf(path)} is ${nameOfKind(old!)}, not text`,
      fix: 'Write a text value here instead, or remove the field',
    });
  }
  const quotes = isScalar(old) && /^QUOTE_/.test(old.type ?? '');
  const text = scalarText(value, {
    quotes: quotes ? (old.type as 'QUOTE_SINGLE') : undefined,
    isJson: file.isJson,
  });
  const [from, to] = old.range!;
  // A block scalar reaches to the next line; its line end and the blank lines after it stay.
  const source = file.text.slice(from, to).trimEnd();
  return [{ from, to: from + source.length, text }];
}

/** A null or empty value with the blanks before it, or the place for it after the colon and its anchor or tag. */
function rangeOfEmpty(
  text: string,
  pair: Pair<Node, Node>,
): { from: number; to: number } {
  const [start, to] = pair.value?.range ?? [0, 0];
  if (to > start) {
    const blanks = /[ \t]*$/.exec(text.slice(0, start))![0].length;
    return { from: start - blanks, to };
  }
  const at = endOfKey(pair);
  return { from: at, to: at };
}

function hasColon(pair: Pair<Node, Node>): boolean {
  const { sep = [] } = tokensOfPair(pair);
  return sep.some(({ type }) => type === 'map-value-ind');
}
