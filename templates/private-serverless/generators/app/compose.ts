import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';

/** Sections of a template that fragments add to, in the order in which the template has them. */
const sections = ['Parameters', 'Conditions', 'Resources', 'Outputs'] as const;

/** A fragment's file name (for messages) and text. */
export type Fragment = { name: string; text: string };

/**
 * Merges CloudFormation fragments into one template. Comments, blank lines and short-form tags survive.
 *
 * Each fragment is a template of its own, so that it can be linted alone: what it needs from other fragments it
 * declares as stand-ins (`Metadata.privateServerless.standIns`), and these are left out here.
 *
 * @throws Error when two fragments define one name, or when nobody defines what a fragment has a stand-in for.
 */
export function composeFragments(fragments: Fragment[]): Document {
  const template = parseDocument(
    "AWSTemplateFormatVersion: '2010-09-09'\n",
  ) as Document;
  const definedBy = new Map<string, string>();
  const expected: Array<{ name: string; fragment: string }> = [];

  for (const section of sections) {
    template.set(template.createNode(section), template.createNode({}));
  }
  for (const fragment of fragments) {
    const document = parseFragment(fragment);
    const standIns = readStandIns(document);
    expected.push(...standIns.map(name => ({ name, fragment: fragment.name })));
    for (const section of sections) {
      const target = template.get(section) as YAMLMap;
      for (const pair of pairsOf(document, section)) {
        const name = keyOf(pair);
        if (standIns.includes(name)) {
          continue;
        }
        const id = `${section === 'Outputs' ? 'output ' : ''}${name}`;
        if (definedBy.has(id)) {
          throw new Error(
            `Fragments ${definedBy.get(id)} and ${
              fragment.name
            } both define ${id}`,
          );
        }
        definedBy.set(id, fragment.name);
        target.items.push(pair);
      }
    }
  }
  for (const { name, fragment } of expected) {
    if (!definedBy.has(name)) {
      throw new Error(
        `Fragment ${fragment} needs ${name}, which no chosen fragment defines`,
      );
    }
  }
  tidy(template);
  return template;
}

function parseFragment(fragment: Fragment): Document {
  // CloudFormation's tags (!Ref, !Sub, …) are unknown to the parser, which keeps them and would only warn.
  const document = parseDocument(fragment.text, { logLevel: 'error' });
  const error = document.errors[0];
  if (error) {
    throw new Error(`Fragment ${fragment.name}: ${error.message}`);
  }
  return document as Document;
}

function readStandIns(document: Document): string[] {
  const node = document.getIn(['Metadata', 'privateServerless', 'standIns']);
  return isSeq(node) ? (node.toJSON() as string[]) : [];
}

/** The pairs of a section, each with the comment that stands above it. */
function pairsOf(document: Document, section: string): Pair[] {
  const map = document.get(section);
  if (!isMap(map)) {
    return [];
  }
  const first = map.items[0];
  if (first && map.commentBefore) {
    // The parser gives the comment above the first item to the map.
    (first.key as Scalar).commentBefore = map.commentBefore;
    map.commentBefore = undefined;
  }
  return map.items as Pair[];
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

/** One blank line above each section and each resource; sections that stayed empty go. */
function tidy(template: Document): void {
  for (const section of sections) {
    if ((template.get(section) as YAMLMap).items.length === 0) {
      template.delete(section);
    }
  }
  const root = template.contents as YAMLMap<Scalar, YAMLMap>;
  for (const { key, value } of root.items) {
    key.spaceBefore = isMap(value);
    if (!isMap(value)) {
      continue;
    }
    value.items.forEach((pair, index) => {
      (pair.key as Scalar).spaceBefore = key.value === 'Resources' && index > 0;
    });
  }
}
