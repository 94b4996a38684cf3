import {
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  stringify,
} from 'yaml';

/**
 * Changes of a YAML file that leave every other character as it is: comments, quotes, blank lines, indentation.
 * Each function parses the text, edits it at the offsets that the parser tells, and returns the new text.
 */

/** The documents of a file. */
export function documentsOf(text: string): Document[] {
  return [...parseAllDocuments(text)] as Document[];
}

/** Sets one value in a document, and makes the maps on the way to it. */
export function setInText(
  text: string,
  index: number,
  path: string[],
  value: string | string[],
): string {
  const document = documentsOf(text)[index];
  let map = document.contents;
  for (const [depth, name] of path.entries()) {
    if (!isMap(map)) break;
    const content = nest(path.slice(depth + 1), value);
    const pair = pairOf(map, name);
    if (!pair)
      return insert(text, map, { [name]: content }, stepOf(text, document));
    const isLast = depth === path.length - 1;
    if (isLast && typeof value === 'string') {
      return replaceScalar(text, pair, value);
    }
    const isFilled =
      isMap(pair.value) && (pair.value as YAMLMap).items.length > 0;
    if (isLast || !isFilled) {
      return fill(text, map, pair, content, stepOf(text, document));
    }
    map = pair.value as YAMLMap;
  }
  throw new Error('The document is no map.');
}

/** Adds items to the end of a list in a document, and makes the list where there is none. */
export function addToListInText(
  text: string,
  index: number,
  path: string[],
  items: string[],
): string {
  if (items.length === 0) return text;
  const list = documentsOf(text)[index].getIn(path);
  if (!isSeq(list) || list.items.length === 0) {
    return setInText(text, index, path, items);
  }
  const last = list.items.at(-1) as Node;
  if (list.flow) {
    const more = items.map(item => `, ${flow(item)}`).join('');
    return splice(text, last.range![1], last.range![1], more);
  }
  const indent = dashOf(text, list.items[0] as Node);
  const lines = items.map(item => `${indent}- ${plain(item)}\n`).join('');
  return insertLines(text, endOf(last), lines);
}

/** Removes items of a list in a document, and the list with its last one. */
export function removeFromListInText(
  text: string,
  index: number,
  path: string[],
  isGone: (item: unknown) => boolean,
): string {
  const document = documentsOf(text)[index];
  const list = document.getIn(path);
  if (!isSeq(list)) return text;
  const { items } = list as YAMLSeq<Node>;
  const at = items.findIndex(isGone);
  if (at === -1) return text;
  let changed: string;
  if (items.length === 1) {
    const parent = document.getIn(path.slice(0, -1)) as YAMLMap;
    changed = removePair(text, parent, path.at(-1)!);
  } else if (list.flow) {
    changed = removeFlowItem(text, items, at);
  } else {
    changed = removeLines(text, items[at].range![0], endOf(items[at]));
  }
  return removeFromListInText(changed, index, path, isGone);
}

/** Removes whole documents. */
export function removeDocuments(
  text: string,
  isGone: (document: Document) => boolean,
): string {
  const documents = documentsOf(text);
  const kept = documents.map((document, index) => {
    const end = documents[index + 1]?.range![0] ?? text.length;
    return isGone(document) ? '' : text.slice(document.range![0], end);
  });
  return text.slice(0, documents[0]?.range![0] ?? 0) + kept.join('');
}

/** Adds a document at the end. */
export function appendDocument(text: string, content: unknown): string {
  const added = `---\n${stringify(content, { lineWidth: 0 })}`;
  return insertLines(text, text.length, added);
}

function nest(path: string[], value: unknown): unknown {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value);
}

function pairOf(map: YAMLMap, name: string): Pair<Node, Node> | undefined {
  return (map as YAMLMap<Node, Node>).items.find(
    ({ key }) => isScalar(key) && key.value === name,
  );
}

function insert(text: string, map: YAMLMap, content: object, step: number) {
  const last = map.items.at(-1) as Pair<Node, Node> | undefined;
  if (map.flow || !last) {
    const inner = flow(content).replace(/^\{ | \}$/g, '');
    const at = last ? endOfPair(last) : map.range![0] + 1;
    return splice(text, at, at, last ? `, ${inner}` : ` ${inner} `);
  }
  const column = columnOf(text, (map.items[0].key as Node).range![0]);
  const lines = block(content, column, step);
  return insertLines(text, endOfPair(last), lines);
}

/** Puts content in the place of a value that is empty or of another kind. */
function fill(
  text: string,
  map: YAMLMap,
  pair: Pair<Node, Node>,
  content: unknown,
  step: number,
) {
  const [from, to] = pair.value?.range ?? [endOfPair(pair), endOfPair(pair)];
  if (map.flow) return splice(text, from, to, flow(content));
  const rest = text.slice(to).match(/^[^\r\n]*/)![0];
  const start = rest.trim() ? from : from - trailing(text.slice(0, from));
  const cut = splice(text, start, to + (rest.trim() ? 0 : rest.length), '');
  const column = columnOf(text, pair.key.range![0]);
  return insertLines(cut, start, block(content, column + step, step));
}

function replaceScalar(text: string, pair: Pair<Node, Node>, value: string) {
  const { value: old } = pair;
  if (isScalar(old) && old.value === value) return text;
  if (!old?.range || old.range[0] === old.range[1]) {
    const at = text.indexOf(':', pair.key.range![1]) + 1;
    return splice(text, at, at, ` ${plain(value)}`);
  }
  const isQuoted = isScalar(old) && /^QUOTE_/.test(old.type ?? '');
  const written = isQuoted
    ? stringify(value, {
        lineWidth: 0,
        defaultStringType: old.type as 'QUOTE_SINGLE',
      }).trim()
    : flow(value);
  const [from, to] = old.range;
  const end = text[to - 1] === '\n' ? to - 1 : to;
  return splice(text, from, end, written);
}

function removePair(text: string, map: YAMLMap, name: string): string {
  const pairs = map.items as Array<Pair<Node, Node>>;
  const at = pairs.findIndex(({ key }) => isScalar(key) && key.value === name);
  const pair = pairs[at];
  const start = pair.key.range![0];
  if (!map.flow) return removeLines(text, start, endOfPair(pair));
  const next = pairs[at + 1]?.key.range![0];
  const before = at > 0 ? endOfPair(pairs[at - 1]) : start;
  return next === undefined
    ? splice(text, before, endOfPair(pair), '')
    : splice(text, start, next, '');
}

function removeFlowItem(text: string, items: Node[], at: number): string {
  const next = items[at + 1];
  return next
    ? splice(text, items[at].range![0], next.range![0], '')
    : splice(text, items[at - 1].range![1], items[at].range![1], '');
}

/** Where the text of a node ends, its deepest last part's that is. */
function endOf(node: Node | null | undefined): number {
  if (isMap(node) && !node.flow && node.items.length > 0) {
    return endOfPair(node.items.at(-1) as Pair<Node, Node>);
  }
  if (isSeq(node) && !node.flow && node.items.length > 0) {
    return endOf(node.items.at(-1) as Node);
  }
  return isScalar(node) || isAlias(node) || node?.range ? node!.range![1] : 0;
}

function endOfPair({ key, value }: Pair<Node, Node>): number {
  return Math.max(endOf(value), key.range![1]);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The beginning of the line after an offset; a block scalar ends there already. */
function nextLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

function dashOf(text: string, item: Node): string {
  const start = lineStart(text, item.range![0]);
  return /^\s*/.exec(text.slice(start, item.range![0]))![0];
}

function trailing(text: string): number {
  return /[ \t]*$/.exec(text)![0].length;
}

/** How far a file indents: as its first map inside a map does. */
function stepOf(text: string, { contents }: Document): number {
  const nested = isMap(contents)
    ? (contents as YAMLMap<Node, Node>).items.find(
        ({ value }) => isMap(value) && !value.flow && value.items.length > 0,
      )
    : undefined;
  const [first] = (nested?.value as YAMLMap<Node> | undefined)?.items ?? [];
  return (first && columnOf(text, first.key.range![0])) || 2;
}

function block(content: unknown, column: number, step: number): string {
  return stringify(content, { lineWidth: 0, indent: step })
    .replace(/\n$/, '')
    .split('\n')
    .map(line => `${' '.repeat(column)}${line}\n`)
    .join('');
}

function flow(content: unknown): string {
  return stringify(content, { lineWidth: 0, collectionStyle: 'flow' }).trim();
}

function plain(value: string): string {
  return stringify(value, { lineWidth: 0 }).trim();
}

function splice(text: string, from: number, to: number, more: string): string {
  return text.slice(0, from) + more + text.slice(to);
}

/** Whole lines after the line of an offset, with the file's own line ends. */
function insertLines(text: string, after: number, lines: string): string {
  const at = nextLine(text, after);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const isOpen = at > 0 && text[at - 1] !== '\n';
  const more = lines.replaceAll('\n', eol);
  return splice(text, at, at, isOpen ? `${eol}${more}` : more);
}

function removeLines(text: string, from: number, to: number): string {
  return splice(text, lineStart(text, from), nextLine(text, to), '');
}
