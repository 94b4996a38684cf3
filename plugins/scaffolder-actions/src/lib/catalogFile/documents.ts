import { stringifyEntityRef } from '@backstage/catalog-model';
import type { Document } from 'yaml';
import type { CatalogText } from './CatalogText';
import { insertLines } from './layout';
import { blockLines } from './render';
import type { Splice } from './splices';

/**
 * Removes whole documents with their directives. Comments after the content of one stay, since they may be about the
 * next document, and so does the end marker that the next one needs.
 */
export function removeDocuments(
  file: CatalogText,
  indexes: readonly number[],
): Splice[] {
  const { documents, text } = file;
  const isRemoved = new Set(indexes);
  const isKeptBefore = (index: number) =>
    documents.some((_, at) => at < index && !isRemoved.has(at));
  return indexes.flatMap(index => {
    const [from, to] = documents[index].range!;
    const next = documents[index + 1];
    const start = documents[index - 1]?.range![1] ?? 0;
    const before = linesBetween(text, start, from);
    const after = linesBetween(text, to, next?.range![0] ?? text.length);
    const needsEndMarker =
      next &&
      !isRemoved.has(index + 1) &&
      isKeptBefore(index) &&
      (!hasStartMarker(text, next) || after.some(isDirective));
    return [
      ...before.filter(isDirective).map(line => ({ ...line, text: '' })),
      { from, to, text: '' },
      ...after
        .filter(line => !isDirective(line))
        .map(({ content, ...line }) => {
          const isKept = needsEndMarker && content.startsWith('...');
          if (isKept) return { ...line, text: content };
          // An indented comment could become a part of the text before it.
          const comment = /#.*\r?\n?/.exec(content)?.[0];
          return { ...line, text: comment ?? '' };
        }),
    ];
  });
}

/** Adds a document at the end of the file. */
export function appendDocument(file: CatalogText, content: object): Splice {
  return insertLines(file, file.text.length, [
    '---',
    ...blockLines(content, { indent: 0, step: 2 }),
  ]);
}

/** The reference of the entity in a document, in full and in lower case as the catalog compares it. */
export function entityRefOf(value: unknown): string | undefined {
  const { kind, metadata } = (value ?? {}) as {
    kind?: unknown;
    metadata?: { name?: unknown; namespace?: unknown } | null;
  };
  const { name, namespace = 'default' } = metadata ?? {};
  if (
    ![kind, name, namespace].every(part => part && typeof part === 'string')
  ) {
    return undefined;
  }
  return stringifyEntityRef({
    kind: kind as string,
    namespace: namespace as string,
    name: name as string,
  });
}

type Line = { from: number; to: number; content: string };

function linesBetween(text: string, start: number, end: number): Line[] {
  const lines = text.slice(start, end).split(/(?<=\n)/);
  let from = start;
  return lines.map(content => {
    const line = { from, to: from + content.length, content };
    from = line.to;
    return line;
  });
}

function isDirective({ content }: Line): boolean {
  return content.startsWith('%');
}

function hasStartMarker(text: string, { range }: Document): boolean {
  return /^---(?:\s|$)/.test(text.slice(range![0], range![0] + 4));
}
