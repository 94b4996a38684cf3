import { type Node, readTemplateText } from '@private-serverless/template';

const maxDepth = 30;

/**
 * Parses a JSON string to a node. All its values have the path and line of the
 * string. A `${…}` that `Fn::Sub` did not resolve becomes a function again. Undefined if
 * the string is not valid JSON, or repeats a key.
 */
export function nodeOfJson(text: string, at: Node): Node | undefined {
  try {
    const value = JSON.parse(text);
    // Rejects a repeated key, of which JSON.parse keeps the last one, and AWS may read another one.
    readTemplateText(text);
    return build(value, at, 0);
  } catch {
    return undefined;
  }
}

/**
 * Converts data of AWS, such as a policy that is in effect, to a node. A `${…}` in it is a variable of IAM. All its values have the
 * path and line of the resource that uses it. Undefined if it has too many levels.
 */
export function nodeOfData(value: unknown, at: Node): Node | undefined {
  try {
    return build(value, at, 0, true);
  } catch {
    return undefined;
  }
}

function build(value: unknown, at: Node, depth: number, isData = false): Node {
  if (depth > maxDepth) throw new Error('too many levels of nesting');
  const { path, line } = at;
  if (Array.isArray(value)) {
    const items = value.map(item => build(item, at, depth + 1, isData));
    return { kind: 'list', path, line, items };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map(
      Object.entries(value).map(([key, item]) => [
        key,
        build(item, at, depth + 1, isData),
      ]),
    );
    return { kind: 'map', path, line, entries };
  }
  const scalar: Node = {
    kind: 'scalar',
    path,
    line,
    value: value as string | number | boolean | null,
  };
  if (isData || typeof value !== 'string' || !value.includes('${')) {
    return scalar;
  }
  const [, name, attribute] =
    /^\$\{([\w:]+)(?:\.([\w.]+))?\}$/.exec(value) ?? [];
  if (name && !attribute) {
    return {
      kind: 'map',
      path,
      line,
      entries: new Map([['Ref', { ...scalar, value: name }]]),
    };
  }
  return { kind: 'map', path, line, entries: new Map([['Fn::Sub', scalar]]) };
}
