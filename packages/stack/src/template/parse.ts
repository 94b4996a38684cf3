import { readFile } from 'node:fs/promises';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { StackError } from '../errors';
import { inTurn } from '../turns';

/** A template with its text, its content in the long form of intrinsics, and the lines where things stand. */
export type Template = {
  /** Path as given, for messages. */
  path: string;
  /** The text as it is in the file; this is what CloudFormation gets. */
  body: string;
  /** All of it. */
  content: Record<string, unknown>;
  resources: Record<string, TemplateResource>;
  parameters: Record<string, TemplateParameter>;
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

/** One entry of `Parameters`. */
export type TemplateParameter = {
  Type?: string;
  Default?: unknown;
  NoEcho?: unknown;
};

/**
 * Reads a CloudFormation template, YAML or JSON.
 *
 * @throws StackError `input`, with file and line, when it cannot be read or is no template
 */
export async function readTemplate(path: string): Promise<Template> {
  let body: string;
  try {
    body = await readFile(path, 'utf8');
  } catch (error) {
    throw new StackError(
      'input',
      `Template ${path} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return inTurn(() => parseTemplate(body, path));
}

/** Like {@link readTemplate}, from text. `path` is for messages. */
export function parseTemplate(body: string, path: string): Template {
  const lines = new LineCounter();
  const doc = parseDocument(body, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const refuse = (message: string, offset?: number) =>
    new StackError(
      'input',
      `Template ${path}${
        offset === undefined ? '' : `, line ${lineAt(offset)}`
      }: ${message}`,
    );

  const [problem] = doc.errors;
  if (problem) throw refuse(problem.message, problem.pos[0]);

  const plain = (node: unknown): unknown => toPlain(node as Node, refuse);
  const content = plain(doc.contents);
  if (!isRecord(content) || !isRecord(content.Resources)) {
    throw refuse('is no CloudFormation template: it has no Resources section.');
  }
  for (const [logicalId, resource] of Object.entries(content.Resources)) {
    if (!isRecord(resource) || typeof resource.Type !== 'string') {
      throw refuse(`resource ${logicalId} has no Type.`);
    }
  }
  return {
    path,
    body,
    content,
    resources: content.Resources as Record<string, TemplateResource>,
    parameters: (isRecord(content.Parameters)
      ? content.Parameters
      : {}) as Record<string, TemplateParameter>,
    hasTransform:
      content.Transform !== undefined || /Fn::Transform|!Transform/.test(body),
    lineOf(logicalId, ...place) {
      const keys = ['Resources', logicalId, ...place];
      const offset = keyOffset(doc.contents, keys);
      return offset === undefined ? undefined : lineAt(offset);
    },
  };
}

type Refuse = (message: string, offset?: number) => StackError;

/** Plain content, with short forms (`!Ref X`) in the shape of the long ones (`{ Ref: 'X' }`). */
function toPlain(node: Node | null, refuse: Refuse): unknown {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) {
    throw refuse(
      `CloudFormation does not support YAML aliases (*${node.source}): write the value out.`,
      node.range?.[0],
    );
  }
  let value: unknown;
  if (isMap(node)) {
    value = Object.fromEntries(
      node.items.map(({ key, value: item }) => [
        String(toPlain(key as Node, refuse)),
        toPlain(item as Node, refuse),
      ]),
    );
  } else if (isSeq(node)) {
    value = node.items.map(item => toPlain(item as Node, refuse));
  } else {
    value = isScalar(node) ? node.value : null;
  }
  const { tag } = node as { tag?: string };
  return tag?.startsWith('!') ? longForm(tag.slice(1), value) : value;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
function longForm(name: string, argument: unknown): Record<string, unknown> {
  if (name === 'Ref' || name === 'Condition') return { [name]: argument };
  if (name === 'GetAtt' && typeof argument === 'string') {
    const [logicalId, ...attribute] = argument.split('.');
    return { 'Fn::GetAtt': [logicalId, attribute.join('.')] };
  }
  return { [`Fn::${name}`]: argument };
}

/** Where the last key of the path stands; the deepest key that exists if the path goes further. */
function keyOffset(contents: unknown, path: string[]): number | undefined {
  let node = contents;
  let offset: number | undefined;
  for (const [depth, key] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find(item => isScalar(item.key) && item.key.value === key)
      : undefined;
    if (!pair) return depth < 2 ? undefined : offset;
    offset = (pair.key as Node).range?.[0];
    node = pair.value;
  }
  return offset;
}

/** True for an object with named members: no list, not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
