import { type Event, EVENT_ID, getScalarValue } from 'js-yaml';
import { TemplateError } from '../TemplateError';
import { functionOfTag, splitAttribute } from '../functions';
import { AscendingLines } from '../AscendingLines';
import type { Node } from '../node';
import { PathBudget } from '../PathBudget';
import type { Warning } from '../warning';
import { isPlaced, type PlacedEvent, startOf } from './events';
import { ScalarReader } from './ScalarReader';
import type { Parsed } from './tryToParse';

/** Tags of YAML itself, with the type that they require. */
const yamlTags: Record<string, 'text' | 'plain' | 'list' | 'map'> = {
  '!!str': 'text',
  '!!int': 'plain',
  '!!float': 'plain',
  '!!bool': 'plain',
  '!!null': 'plain',
  '!!seq': 'list',
  '!!map': 'map',
};

/** Builds the nodes of a document from the events of the parser. */
export class NodeBuilder {
  private readonly text: string;
  private readonly scalars: ScalarReader;
  private readonly events: readonly Event[];
  private readonly lines: AscendingLines;
  private next = 0;
  private readonly paths = new PathBudget();

  constructor({ text, events }: Parsed) {
    this.text = text;
    this.events = events;
    this.lines = new AscendingLines(text);
    this.scalars = new ScalarReader(text);
  }

  /**
   * Warnings about values that CloudFormation reads differently than their text
   * suggests.
   */
  get warnings(): Warning[] {
    return this.scalars.warnings;
  }

  /**
   * The root of the only document. Undefined if there is none.
   * @throws TemplateError with the line
   */
  build(): Node | undefined {
    const start = this.events[this.next++];
    if (start?.type !== EVENT_ID.DOCUMENT) return undefined;
    if (start.directives.some(({ kind }) => kind === 'tag')) {
      throw new TemplateError(
        'The directive %TAG changes what tags such as !Ref mean. Remove it.',
        1,
      );
    }
    const root = this.node('', 1);
    const end = this.events[this.next + 1];
    if (end) {
      const second = this.events.slice(this.next + 2).find(isPlaced);
      throw new TemplateError(
        'A template must be a single YAML document. Remove the document separator (---) and everything after it.',
        second && this.lines.at(startOf(second)),
      );
    }
    return root;
  }

  /**
   * Builds the next node.
   *
   * @param line - line of its key or list item
   */
  private node(path: string, line: number): Node {
    this.paths.spend(path, line);
    const event = this.events[this.next++]!;
    if (event.type === EVENT_ID.ALIAS) {
      const name = this.text.slice(event.anchorStart, event.anchorEnd);
      throw new TemplateError(
        `CloudFormation does not support YAML aliases (*${name}). Write the value out.`,
        this.lines.at(event.anchorStart),
      );
    }
    if (!isPlaced(event)) throw new Error(`unexpected event ${event.type}`);
    const tag =
      event.tagStart < 0 ? '' : this.text.slice(event.tagStart, event.tagEnd);
    const fn = this.functionOf(tag, line);
    const node = this.untagged(event, tag, fn ? `${path}.${fn}` : path, line);
    if (!fn) return node;
    const argument = fn === 'Fn::GetAtt' ? splitAttribute(node) : node;
    return { kind: 'map', path, line, entries: new Map([[fn, argument]]) };
  }

  private functionOf(tag: string, line: number): string | undefined {
    if (tag === '' || tag === '!' || Object.hasOwn(yamlTags, tag)) {
      return undefined;
    }
    const fn = functionOfTag(tag);
    if (fn) return fn;
    throw new TemplateError(
      `The tag ${tag} is not supported. Write the value without it.`,
      line,
    );
  }

  private untagged(
    event: PlacedEvent,
    tag: string,
    path: string,
    line: number,
  ): Node {
    // A tag sets the type of a value, so the argument of a function is text: `!Sub yes`.
    const isFunction = tag !== '' && tag !== '!';
    const expected =
      yamlTags[tag] ??
      (isFunction && event.type === EVENT_ID.SCALAR ? 'text' : undefined);
    if (event.type === EVENT_ID.MAPPING) {
      if (expected && expected !== 'map') throw misplaced(tag, line);
      return this.map(path, line);
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      if (expected && expected !== 'list') throw misplaced(tag, line);
      return this.list(path, line);
    }
    if (expected === 'list' || expected === 'map') throw misplaced(tag, line);
    return {
      kind: 'scalar',
      path,
      line,
      value: this.scalars.value(event, expected, path, line),
    };
  }

  private map(path: string, line: number): Node {
    const entries = new Map<string, Node>();
    while (this.events[this.next]!.type !== EVENT_ID.POP) {
      const event = this.events[this.next++]!;
      const at = isPlaced(event) ? this.lines.at(startOf(event)) : line;
      const key = this.scalars.key(event, path, at);
      const first = entries.get(key);
      if (first) throw this.duplicate(event, key, path, first.line, at);
      entries.set(key, this.node(path === '' ? key : `${path}.${key}`, at));
    }
    this.next += 1;
    return { kind: 'map', path, line, entries };
  }

  private duplicate(
    event: Event,
    key: string,
    path: string,
    firstLine: number,
    line: number,
  ): TemplateError {
    const source =
      event.type === EVENT_ID.SCALAR ? getScalarValue(this.text, event) : key;
    const written = source === key ? '' : `, here written ${source}`;
    return new TemplateError(
      `${path || 'The template'} has the key ${JSON.stringify(
        key,
      )} twice, in line ${firstLine} and here${written}. Keep one.`,
      line,
    );
  }

  private list(path: string, line: number): Node {
    const items: Node[] = [];
    let at = line;
    while (this.events[this.next]!.type !== EVENT_ID.POP) {
      const event = this.events[this.next]!;
      if (isPlaced(event)) at = this.lines.at(startOf(event));
      items.push(this.node(`${path}[${items.length}]`, at));
    }
    this.next += 1;
    return { kind: 'list', path, line, items };
  }
}

function misplaced(tag: string, line: number): TemplateError {
  return new TemplateError(
    `The value does not match its tag ${tag}. Remove the tag.`,
    line,
  );
}
