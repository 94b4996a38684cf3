import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Node as YamlNode,
  Document,
  parseDocument,
} from 'yaml';
import { TemplateError } from './error';
import { Node, Scalar } from './node';
import { cloudFormationTags, functionOfTag } from './tags';

/** CloudFormation takes 1 MB from S3; the same bound keeps a parse short. */
const maxBytes = 1024 * 1024;
/** More than any template needs, few enough for aliases that multiply. */
const maxNodes = 300_000;
const maxDepth = 100;

function readDocument(text: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, {
      lineCounter,
      // What CloudFormation reads: yes and no are booleans.
      version: '1.1',
      merge: false,
      customTags: cloudFormationTags,
      // Quadratic in the library; the builder checks it.
      uniqueKeys: false,
      logLevel: 'error',
    });
  } catch (error) {
    // The parser is recursive and ends in a stack overflow for some 10,000 brackets.
    throw new TemplateError(
      error instanceof RangeError
        ? 'The template is nested too deeply to be read'
        : `The template cannot be read: ${(error as Error).message}`,
    );
  }
}

class Builder {
  private nodes = 0;
  /** in document order, so that an alias finds the last anchor before it; the library would search the whole document for each */
  private readonly anchors = new Map<string, YamlNode>();

  constructor(private readonly lines: LineCounter) {}

  build(yaml: unknown, path: string, line: number, depth: number): Node {
    this.nodes += 1;
    if (this.nodes > maxNodes) {
      throw new TemplateError(
        `The template has more than ${maxNodes} values: its aliases multiply; write it without them`,
        line,
      );
    }
    if (depth > maxDepth) {
      throw new TemplateError(
        `${path.slice(0, 80)}… is nested more than ${maxDepth} deep`,
        line,
      );
    }
    const source = isAlias(yaml) ? this.resolve(yaml.source, line) : yaml;
    const { anchor } = (source ?? {}) as { anchor?: string };
    if (anchor) this.anchors.set(anchor, source as YamlNode);
    const tag = (source as YamlNode | null)?.tag;
    const fn = tag ? functionOfTag(tag) : undefined;
    const node = this.buildPlain(
      source,
      fn ? `${path}.${fn}` : path,
      line,
      depth,
    );
    if (!fn) return node;
    return {
      kind: 'map',
      path,
      line,
      entries: new Map([
        [fn, fn === 'Fn::GetAtt' ? splitAttribute(node) : node],
      ]),
    };
  }

  private buildPlain(
    source: unknown,
    path: string,
    line: number,
    depth: number,
  ): Node {
    if (isMap(source)) {
      const entries = new Map<string, Node>();
      for (const pair of source.items) {
        const at = this.lineOf(pair.key) ?? line;
        const key = this.keyOf(pair.key, at);
        if (entries.has(key)) {
          throw new TemplateError(
            `${path || 'The template'} has ${JSON.stringify(
              key,
            )} twice: keep one`,
            at,
          );
        }
        const below = path === '' ? key : `${path}.${key}`;
        entries.set(key, this.build(pair.value, below, at, depth + 1));
      }
      return { kind: 'map', path, line, entries };
    }
    if (isSeq(source)) {
      const items = source.items.map((item, index) =>
        this.build(
          item,
          `${path}[${index}]`,
          this.lineOf(item) ?? line,
          depth + 1,
        ),
      );
      return { kind: 'list', path, line, items };
    }
    return { kind: 'scalar', path, line, value: scalarOf(source) };
  }

  private keyOf(key: unknown, line: number): string {
    if (!isScalar(key) || typeof key.value === 'object') {
      throw new TemplateError('A key must be a plain string', line);
    }
    if (key.source === '<<' && key.type === 'PLAIN') {
      throw new TemplateError(
        'CloudFormation does not support hash merges (<<): write the entries out',
        line,
      );
    }
    // A status code or a date as a key: as it is written.
    return typeof key.value === 'string'
      ? key.value
      : key.source ?? `${key.value}`;
  }

  private resolve(alias: string, line: number): YamlNode {
    const target = this.anchors.get(alias);
    if (!target) {
      throw new TemplateError(
        `The alias *${alias} has no anchor before it`,
        line,
      );
    }
    return target;
  }

  private lineOf(yaml: unknown): number | undefined {
    const start = (yaml as YamlNode | null)?.range?.[0];
    return start === undefined ? undefined : this.lines.linePos(start).line;
  }
}

/**
 * Reads a template, YAML or JSON, short forms of functions included (`!Ref X` becomes `{Ref: X}`).
 * @throws TemplateError with the line and the fix
 */
export function parseTemplate(text: string): Node {
  if (Buffer.byteLength(text) > maxBytes) {
    throw new TemplateError(
      'The template is larger than 1 MB, the most that CloudFormation takes: split it into stacks',
    );
  }
  const lines = new LineCounter();
  const document = readDocument(text, lines);
  const [error] = document.errors;
  if (error) {
    throw new TemplateError(
      `${error.message.split('\n')[0]} Correct the YAML or JSON there.`,
      lines.linePos(error.pos[0]).line,
    );
  }
  if (!document.contents) {
    throw new TemplateError(
      'The template is empty: it needs at least Resources',
    );
  }
  return new Builder(lines).build(document.contents, '', 1, 0);
}

function scalarOf(source: unknown): Scalar {
  if (!isScalar(source)) return null;
  const { value } = source;
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  // 2012-10-17 is text here, and so are 0x1F, 010 and 1:30, which YAML 1.1 would turn into other numbers.
  if (typeof value === 'number' && String(value) === source.source)
    return value;
  return source.source ?? String(value);
}

/** `!GetAtt A.B.C` names resource A, attribute B.C. */
function splitAttribute(node: Node): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const dot = node.value.indexOf('.');
  if (dot < 0) return node;
  const parts = [node.value.slice(0, dot), node.value.slice(dot + 1)];
  const { path, line } = node;
  return {
    kind: 'list',
    path,
    line,
    items: parts.map(value => ({ kind: 'scalar', path, line, value })),
  };
}
