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
import { type OutsideResources, replaceOutside } from './outside.ts';

/** Sections of a template that fragments add to, in their order in the template. */
const sections = ['Parameters', 'Conditions', 'Resources', 'Outputs'] as const;

/** A fragment's file name (for messages) and text. */
export type Fragment = { name: string; text: string };

/**
 * Merges CloudFormation fragments into one template. Keeps comments, blank lines and short-form tags.
 *
 * Each fragment is a complete template, so that it can be linted alone. Its stand-ins
 * (`Metadata.privateServerless.standIns`) represent resources of other fragments, and the merge removes them.
 *
 * @param outside - resources that exist already. Parameters replace them
 * @throws Error if two fragments define the same name, or if no fragment defines a name that has a stand-in
 */
export function composeFragments(
  fragments: Fragment[],
  outside: OutsideResources = {},
): Document {
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
    if (!definedBy.has(name) && !Object.hasOwn(outside, name)) {
      throw new Error(
        `Fragment ${fragment} has a stand-in for ${name}, but no chosen fragment defines it`,
      );
    }
  }
  replaceOutside(template, outside);
  tidy(template);
  return template;
}

function parseFragment(fragment: Fragment): Document {
  // The parser keeps CloudFormation's tags (!Ref, !Sub, …), but logs a warning for each one.
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

/** The pairs of a section, each with the comment above it. */
function pairsOf(document: Document, section: string): Pair[] {
  const map = document.get(section);
  if (!isMap(map)) {
    return [];
  }
  const first = map.items[0];
  if (first && map.commentBefore) {
    // The parser attaches the comment above the first item to the map.
    (first.key as Scalar).commentBefore = map.commentBefore;
    map.commentBefore = undefined;
  }
  return map.items as Pair[];
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

/** Removes empty sections and adds a blank line above each section and resource. */
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
