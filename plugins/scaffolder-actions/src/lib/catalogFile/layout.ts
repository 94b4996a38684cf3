import {
  type CST,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  isMap,
  isSeq,
} from 'yaml';
import type { CatalogText } from './CatalogText';
import type { Splice } from './splices';

/** The source tokens of a pair or of a list item. */
export type ItemTokens = {
  start: CST.SourceToken[];
  key?: CST.Token | null;
  sep?: CST.SourceToken[];
  value?: CST.Token;
};

/** Where the text of a node ends, without comments and blank lines after it. */
export function endOf(node: Node | null | undefined): number {
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1);
    return isMap(node)
      ? endOfPair(last as Pair<Node, Node>)
      : endOf(last as Node);
  }
  return node?.range?.[1] ?? 0;
}

/** Where the text of a pair ends, which may have no value. */
export function endOfPair(pair: Pair<Node, Node>): number {
  return Math.max(endOf(pair.value), endOfKey(pair));
}

/** Where the text of a pair's key ends, with the colon and an anchor or a tag behind it. */
export function endOfKey(pair: Pair<Node, Node>): number {
  const last = tokensOfPair(pair).sep?.findLast(({ type }) => !isSpace(type));
  return last ? last.offset + last.source.length : endOf(pair.key);
}

/** The source tokens of a pair. */
export function tokensOfPair(pair: Pair<Node, Node>): ItemTokens {
  return pair.srcToken as ItemTokens;
}

/** Where an item begins: its indicator, anchor or tag, or its key or value. */
export function startOfItem({ start, key, value }: ItemTokens): number {
  const first = start.find(({ type }) => !isSpace(type) && type !== 'comma');
  return (first ?? key ?? value)!.offset;
}

/** True for tokens that carry no content. */
function isSpace(type: CST.SourceToken['type']): boolean {
  return type === 'space' || type === 'newline' || type === 'comment';
}

/** The offset of the first character of a line. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The start of the line after an offset. A block scalar already ends at the start of a line. */
export function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/**
 * The indentation of the first item of a block collection.
 * @throws InputError if something other than spaces precedes the item on its line
 */
export function indentOf(
  file: CatalogText,
  collection: Node,
  field: string,
): number {
  const [first] = (collection.srcToken as CST.BlockMap).items;
  const offset = startOfItem(first);
  const before = file.text
    .slice(lineStart(file.text, offset), offset)
    .replace(/^\uFEFF/, '');
  if (/^ *$/.test(before)) return before.length;
  throw file.refuse(offset, {
    problem: `${field} does not begin on its own line`,
    fix: 'Start it on the line below its key',
  });
}

/** Number of spaces per indentation level: that of the first nested map in a document. @defaultValue 2 */
export function stepOf({ contents }: Document): number {
  if (!isMap(contents) || contents.flow) return 2;
  const nested = (contents as YAMLMap<Node, Node>).items.find(
    ({ value }) => isMap(value) && !value.flow && value.items.length > 0,
  )?.value;
  const indent = (nested?.srcToken as CST.BlockMap | undefined)?.indent ?? 0;
  const own = (contents.srcToken as CST.BlockMap).indent;
  return indent > own ? indent - own : 2;
}

/** Inserts whole lines after the line of an offset, with the line ends of the file. */
export function insertLines(
  { text }: CatalogText,
  after: number,
  lines: string[],
): Splice {
  const at = nextLine(text, after);
  const before = text.slice(0, at);
  const eol = /\r\n[^\n]*$/.test(before) ? '\r\n' : '\n';
  const isOpen = at > 0 && !before.endsWith('\n');
  const block = lines.join(eol);
  return { from: at, to: at, text: isOpen ? eol + block : block + eol };
}
