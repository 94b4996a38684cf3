import {
  block,
  itemOf,
  recordedAnnotations,
  refOf,
  splitDocuments,
} from './catalog-text.ts';

/** Path of the catalog file in a generated repository. */
export const catalogPath = 'catalog-info.yaml';

/**
 * Removes the content that the action `privateServerless:stack:recordOutputs` wrote from a catalog file: annotations of the
 * Component, Resource documents, and the items of `dependsOn` that name them.
 *
 * @param text - normalized text of the file
 * @param generated - the generated text that the result is compared with
 * @param ownValues - for an annotation that the generator writes and recordOutputs overwrites: `restore` the generated
 * value, or `keep` it, so that another value counts as an edit
 */
export function withoutRecorded(
  text: string,
  generated: string,
  ownValues: 'restore' | 'keep',
): string {
  const { others, resources } = splitDocuments(text);
  const lines = others.split('\n');
  const reference = generated.split('\n');
  const own = recordedAnnotations(reference);
  const dropped = recordedDependencies(lines, resources);
  const restored = new Map<number, string>();
  for (const [name, at] of recordedAnnotations(lines)) {
    const ownLine = own.get(name);
    if (ownLine === undefined) {
      dropped.add(at);
    } else if (ownValues === 'restore') {
      restored.set(at, reference[ownLine]!);
    }
  }
  return lines
    .map((line, at) => restored.get(at) ?? line)
    .filter((_, at) => !dropped.has(at))
    .join('\n');
}

/**
 * Adds the recorded content of the repository's catalog file to a newly generated one.
 *
 * @param generated - the new text
 * @param text - normalized text of the repository's file
 * @param base - the file's text in the merge base. An annotation that still has this value is not recorded.
 * Without a base, no annotation that the generator writes is recorded
 */
export function withRecorded(
  generated: string,
  text: string,
  base: string | undefined,
): string {
  const { others, resources } = splitDocuments(text);
  const lines = others.split('\n');
  const result = generated.split('\n');
  const first = (base ?? generated).split('\n');
  const firstValues = recordedAnnotations(first);
  for (const [name, at] of recordedAnnotations(lines)) {
    const firstAt = firstValues.get(name);
    const isRecorded =
      firstAt === undefined ||
      (base !== undefined && first[firstAt] !== lines[at]);
    if (isRecorded) {
      setAnnotation(result, name, lines[at]!);
    }
  }
  addDependencies(
    result,
    [...recordedDependencies(lines, resources)].map(at => lines[at]!),
  );
  return result.join('\n') + resources.join('');
}

/** Line numbers of the items that name recorded Resources, and of `dependsOn` itself if it has no other items. */
function recordedDependencies(
  lines: string[],
  resources: string[],
): Set<number> {
  const refs = new Set(resources.map(refOf));
  const { header, end } = block(lines, 'spec', 'dependsOn');
  const items = lines.map((_, at) => at).filter(at => at > header && at < end);
  const recorded = items.filter(at => refs.has(itemOf(lines[at]!)));
  const isOnlyRecorded =
    recorded.length > 0 && recorded.length === items.length;
  return new Set(isOnlyRecorded ? [header, ...recorded] : recorded);
}

function setAnnotation(lines: string[], name: string, line: string): void {
  const at = recordedAnnotations(lines).get(name);
  if (at === undefined) {
    lines.splice(block(lines, 'metadata', 'annotations').end, 0, line);
  } else {
    lines[at] = line;
  }
}

/** Adds the missing lines of `added`: items, and the key above them if needed. */
function addDependencies(lines: string[], added: string[]): void {
  const { header, end } = block(lines, 'spec', 'dependsOn');
  const present = new Set(lines.slice(header, end).map(itemOf));
  const missing = added.filter(line => !present.has(itemOf(line)));
  const needsKey = missing.length > 0 && header === end;
  const items = missing.filter(line => /^ *- /.test(line));
  lines.splice(end, 0, ...(needsKey ? ['  dependsOn:'] : []), ...items);
}
