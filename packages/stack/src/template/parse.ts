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
import { StackError } from '../errors';
import type { ReadTemplateText } from '../types';

/** A template with its text, its content in the long form of intrinsics, and the lines where things stand. */
export type Template = {
  /** Path as given, for messages. */
  path: string;
  /** The text as it is in the file; this is what CloudFormation gets. */
  body: string;
  /** All of it. */
  content: Record<string, unknown>;
  /** By logical ID; what macros and loops make is not among them. The object has no prototype. */
  resources: Record<string, TemplateResource>;
  parameters: ReadonlyMap<string, Parameter>;
  /** What CloudFormation reads in another way than it looks, one sentence each, with the line. */
  warnings: string[];
  /** True when macros run over it (`Transform`), which CloudFormation wants acknowledged. */
  hasTransform: boolean;
  /** Line (from 1) of a resource, or of a place inside it: `lineOf('ApiFunction', 'Properties', 'Code')`. */
  lineOf(logicalId: string, ...place: string[]): number | undefined;
};

/** One entry of `Resources`; what is not needed here is left out. */
export type TemplateResource = {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
};

/**
 * Reads a CloudFormation template, YAML or JSON.
 *
 * @param read - see {@link ReadTemplateText}
 * @throws StackError `input`, with file and line, when it cannot be read or is not a template
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
  const body = refusing(path, () => decodeTemplate(bytes));
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
    throw refusal(path, error);
  }
  return refusing(path, () => toTemplate(document, body, path));
}

/** Like {@link readTemplate}, from text, in this thread. */
export function parseTemplate(body: string, path: string): Template {
  return refusing(path, () => toTemplate(readTemplateText(body), body, path));
}

function refusing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refusal(path, error);
  }
}

function refusal(path: string, error: unknown): unknown {
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
    content: toPlain(root) as Record<string, unknown>,
    resources: withoutPrototype(
      [...resources]
        .map(([id, node]) => [id, toPlain(node)] as const)
        // A macro completes a resource that has no type yet.
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

/** Names such as `constructor` are looked up in it like any other. */
function withoutPrototype<T>(
  entries: Array<readonly [string, T]>,
): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** The line of the deepest place that exists. */
function lineAt(node: Node | undefined, place: string[]): number | undefined {
  let found = node;
  for (const key of place) {
    const next = entry(found, key);
    if (!next) break;
    found = next;
  }
  return found?.line;
}

/** True for an object with named members: no list, not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
