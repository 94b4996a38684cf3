import { readFile } from 'node:fs/promises';
import {
  decodeTemplate,
  entry,
  type Node,
  type Parameter,
  parametersOf,
  readTemplateText,
  resourcesOf,
  type TemplateDocument,
  TemplateError,
  toPlain,
} from '@private-serverless/template';
import { StackError } from '../session/StackError';
import { isRecord } from '../session/isRecord';
import type { ReadTemplateText } from '../session/options';

/** A template: its text, its nodes with the long form of intrinsic functions, and its resources as plain data. */
export type Template = {
  /** Path as it was given, for messages. */
  path: string;
  /** The unchanged text of the file, as CloudFormation receives it. */
  body: string;
  /** The whole template, with functions and lines. */
  root: Node;
  /** The resources in {@link Template.root} by logical ID. */
  nodes: ReadonlyMap<string, Node>;
  /** By logical ID, without the resources that macros and loops generate. The object has no prototype. */
  resources: Record<string, TemplateResource>;
  parameters: ReadonlyMap<string, Parameter>;
  /** Values that CloudFormation reads differently than their text suggests, one sentence each, with the line. */
  warnings: string[];
  /** True when the template uses macros (`Transform`), which need a capability of their own. */
  hasTransform: boolean;
  /** Line of a resource, or of a place inside it, from 1: `lineOf('ApiFunction', 'Properties', 'Code')`. */
  lineOf(logicalId: string, ...place: string[]): number | undefined;
};

/** One entry of `Resources`, with the members that this package reads. */
export type TemplateResource = {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
};

/**
 * Reads a CloudFormation template, YAML or JSON.
 *
 * @param read - see {@link ReadTemplateText}
 * @throws StackError `input` with file and line when the file cannot be read or is not a template
 */
export async function readTemplate(
  path: string,
  read: ReadTemplateText = readTemplateText,
): Promise<Template> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new StackError(
      'input',
      `Template ${path} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const body = withTemplateError(path, () => decodeTemplate(bytes));
  return parseTemplateWith(read, body, path);
}

/** Like {@link readTemplate}, from text. `path` is for messages. */
export async function parseTemplateWith(
  read: ReadTemplateText,
  body: string,
  path: string,
): Promise<Template> {
  let document: TemplateDocument;
  try {
    document = await read(body);
  } catch (error) {
    throw toStackError(path, error);
  }
  return withTemplateError(path, () => toTemplate(document, body, path));
}

/** Like {@link readTemplate}, from text, in this thread. */
export function parseTemplate(body: string, path: string): Template {
  return withTemplateError(path, () =>
    toTemplate(readTemplateText(body), body, path),
  );
}

function withTemplateError<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStackError(path, error);
  }
}

function toStackError(path: string, error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  const { reason, line } = error;
  const place = line === undefined ? path : `${path}, line ${line}`;
  return new StackError('input', `Template ${place}: ${reason}`, {
    cause: error,
  });
}

function toTemplate(
  { root, warnings }: TemplateDocument,
  body: string,
  path: string,
): Template {
  const resources = resourcesOf(root);
  return {
    path,
    body,
    root,
    nodes: resources,
    resources: withoutPrototype(
      [...resources]
        .map(([id, node]) => [id, toPlain(node)] as const)
        // A macro may add the type of a resource that has none.
        .filter(([, resource]) => isRecord(resource) && 'Type' in resource),
    ) as Record<string, TemplateResource>,
    parameters: parametersOf(root),
    warnings: warnings.map(({ line, message }) => `Line ${line}: ${message}`),
    hasTransform:
      entry(root, 'Transform') !== undefined ||
      /Fn::Transform|!Transform/.test(body),
    lineOf: (logicalId, ...place) => lineAt(resources.get(logicalId), place),
  };
}

/** Without a prototype, a name such as `constructor` is looked up like any other. */
function withoutPrototype<T>(
  entries: Array<readonly [string, T]>,
): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** The line of the deepest member of the path that exists. */
function lineAt(node: Node | undefined, place: string[]): number | undefined {
  let found = node;
  for (const key of place) {
    const next = entry(found, key);
    if (!next) break;
    found = next;
  }
  return found?.line;
}
