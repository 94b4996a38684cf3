import { entry, type Node, stringOf } from '@private-serverless/template';
import { entriesOf } from '../template/build';

/**
 * The properties of a resource with the defaults of `Globals`: maps are merged, lists are joined, and every other value of the
 * resource replaces the default. A resource may ignore all defaults (`IgnoreGlobals: '*'`) or those that a list names.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 *
 * @param type - such as `Function`
 */
export function withGlobals(root: Node, type: string, resource: Node): Node {
  const own = entry(resource, 'Properties');
  const defaults = without(
    entry(entry(root, 'Globals'), type),
    entry(resource, 'IgnoreGlobals'),
  );
  const none: Node = {
    path: `${resource.path}.Properties`,
    line: resource.line,
    kind: 'map',
    entries: new Map(),
  };
  return merge(defaults, own ?? none);
}

/** The defaults that a resource does not ignore. */
function without(
  defaults: Node | undefined,
  ignored: Node | undefined,
): Node | undefined {
  if (stringOf(ignored) === '*') return undefined;
  if (defaults?.kind !== 'map' || ignored?.kind !== 'list') return defaults;
  const names = ignored.items.map(stringOf);
  const entries = [...defaults.entries].filter(([key]) => !names.includes(key));
  return { ...defaults, entries: new Map(entries) };
}

function merge(base: Node | undefined, own: Node): Node {
  if (base === undefined) return own;
  if (base.kind === 'list' && own.kind === 'list') {
    return { ...own, items: [...base.items, ...own.items] };
  }
  if (base.kind !== 'map' || own.kind !== 'map') return own;
  if (isFunction(base) || isFunction(own)) return own;
  const entries = new Map(base.entries);
  for (const [key, value] of own.entries) {
    entries.set(key, merge(entries.get(key), value));
  }
  return { ...own, entries };
}

/** Whether a map is a call of an intrinsic function, whose entries are not properties. */
function isFunction(node: Node): boolean {
  const keys = [...entriesOf(node).keys()];
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}
