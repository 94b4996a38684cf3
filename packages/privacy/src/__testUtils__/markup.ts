/** An element of a document. */
export type Element = {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** The text in it, also in its children. */
  text: string;
};

const empty = new Set(['!doctype', 'meta']);
const tokens =
  /<(\/?)([a-z!][a-z0-9]*)((?:\s+[a-z:-]+(?:="[^"<>]*")?)*)\s*(\/?)>|([^<>]+)|([^])/gi;

/**
 * Reads HTML or SVG strictly: each element is closed, attributes have quotes, and text has no angle bracket. So nothing in it can be
 * read in two ways.
 *
 * @throws Error for everything else
 */
export function readMarkup(markup: string): Element[] {
  const root = element('root', '');
  const open = [root];
  for (const match of markup.matchAll(tokens)) {
    const [all, isEnd, name, attributes, isEmpty, text] = match;
    const current = open[open.length - 1];
    if (text !== undefined) {
      for (const one of open) one.text += decode(text);
    } else if (name === undefined) {
      throw new Error(
        `not markup: ${markup.slice(match.index, match.index + 40)}`,
      );
    } else if (isEnd) {
      if (current.name !== name) throw new Error(`${all} ends ${current.name}`);
      open.pop();
    } else {
      const added = element(name.toLowerCase(), attributes);
      current.children.push(added);
      if (!isEmpty && !empty.has(added.name)) open.push(added);
    }
  }
  if (open.length > 1) throw new Error(`${open[1].name} has no end`);
  return root.children;
}

/** Every element with a name, in the order of the document. */
export function elements(tree: readonly Element[], name?: string): Element[] {
  return tree.flatMap(one => [
    ...(name === undefined || one.name === name ? [one] : []),
    ...elements(one.children, name),
  ]);
}

function element(name: string, attributes: string): Element {
  return {
    name,
    attributes: Object.fromEntries(
      [...attributes.matchAll(/([a-z:-]+)(?:="([^"]*)")?/gi)].map(
        ([, key, value = '']) => [key.toLowerCase(), decode(value)],
      ),
    ),
    children: [],
    text: '',
  };
}

function decode(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
