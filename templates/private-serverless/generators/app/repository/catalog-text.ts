/**
 * Finds parts of a catalog file by lines instead of a YAML parser, because the text without the recorded parts must equal a
 * generated text exactly. Any other form is an edit, and a file that would overload a parser has no effect.
 */

/** Annotations that recordOutputs sets. The generator also writes initial values of the last two. */
const recordedAnnotation =
  /^ {4}(["']?)private-serverless\.dev\/(stack-arn|service-url|vpc-endpoint-id|load-balancer-dns-name|health-path|template-version)\1: /;

/** Annotation that marks a document as recorded. */
const recordedFrom = /^ {4}(["']?)private-serverless\.dev\/recorded-from\1: /m;

/** A block as the generator writes it: a key in a top-level map, indented by two spaces, and the lines below it. */
export type Block = { header: number; end: number };

/** The documents of recorded Resources, each with its `---` line, and the text of all others. */
export function splitDocuments(text: string): {
  others: string;
  resources: string[];
} {
  const documents = text.split(/^(?=---(?:[ \t]|$))/m);
  const isRecorded = (document: string) =>
    document.startsWith('---') &&
    /^kind: (["']?)Resource\1[ \t]*$/m.test(document) &&
    recordedFrom.test(document);
  return {
    others: documents.filter(document => !isRecorded(document)).join(''),
    resources: documents.filter(isRecorded),
  };
}

/** Reference of a Resource document as `dependsOn` names it, in lower case. */
export function refOf(resource: string): string {
  const name = field(resource, 'name');
  return `resource:${field(resource, 'namespace') ?? 'default'}/${name}`;
}

/** The reference in a list item, in lower case. */
export function itemOf(line: string): string {
  return line
    .replace(/^ *- +/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .toLowerCase();
}

/** Line numbers of the annotations that recordOutputs sets, by name. */
export function recordedAnnotations(lines: string[]): Map<string, number> {
  const found = new Map<string, number>();
  const { header, end } = block(lines, 'metadata', 'annotations');
  for (let at = header + 1; at < end; at++) {
    const name = recordedAnnotation.exec(lines[at]!)?.[2];
    if (name) {
      found.set(name, at);
    }
  }
  return found;
}

/**
 * Finds a key of a top-level map and its content.
 *
 * @returns `header` and `end` (exclusive); both are the end of the top-level map if it does not have the key
 */
export function block(lines: string[], map: string, key: string): Block {
  const start = lines.indexOf(`${map}:`);
  const end = endOf(lines, start + 1, /^ /);
  const at = lines.indexOf(`  ${key}:`, start + 1);
  if (start === -1 || at === -1 || at >= end) {
    return { header: end, end };
  }
  // A list can have the same indentation as its key.
  return { header: at, end: endOf(lines, at + 1, /^ {3}| {2}- /) };
}

function endOf(lines: string[], from: number, inside: RegExp): number {
  let at = from;
  while (at < lines.length && inside.test(lines[at]!)) {
    at++;
  }
  return at;
}

function field(document: string, name: string): string | undefined {
  const pattern = new RegExp(`^ {2}${name}: (["']?)([\\w.-]+)\\1[ \\t]*$`, 'm');
  return pattern.exec(document)?.[2]?.toLowerCase();
}
