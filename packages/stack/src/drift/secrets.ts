import { isRecord } from '../session/isRecord';
import {
  hidden,
  hideInside,
  isSecretPair,
  parsedJson,
  secretName,
} from '../session/redaction/secretNames';
import { noEchoParameters } from '../template/parameters';
import type { Template } from '../template/parse';

/** One property that differs. `path` is a JSON pointer below the properties of the resource. */
type Difference = { path: string; expected?: string; actual?: string };

/** The resource of a property. `expected` and `actual` are all properties of the resource, as JSON. */
type Resource = { logicalId: string; expected?: string; actual?: string };

/** Returns a difference with its secret values hidden. */
export type Hide = <D extends Difference>(
  resource: Resource,
  difference: D,
) => D;

const secretReference = /\{\{resolve:(secretsmanager|ssm-secure):/;

/** Hides every value. Used when the template could not be read. */
export const hideAll: Hide = (_, difference) => withHidden(difference);

/**
 * Hides secret values: those that the template takes from a NoEcho parameter or from a reference to a secret, and those
 * whose own name, or the name of a property around or inside them, is that of a secret. It is better to hide a harmless
 * value than to show a secret.
 *
 * @param template - the template of the stack
 */
export function createHide(template: Template): Hide {
  const noEcho = noEchoParameters(template).map(({ name }) => name);
  return (resource, difference) => {
    const names = segmentsOf(difference.path);
    const declared = template.resources[resource.logicalId]?.Properties;
    const isSecret =
      names.some(name => secretName.test(name)) ||
      difference.expected?.includes(hidden) ||
      refersToSecret(declaredAt(declared, names), noEcho) ||
      [resource.expected, resource.actual].some(all =>
        isValueOfSecretPair(all, names),
      );
    if (isSecret) return withHidden(difference);
    return {
      ...difference,
      ...hideIn('expected', difference),
      ...hideIn('actual', difference),
    };
  };
}

/** Whether the template takes the value at a JSON pointer, below the resource, from a secret. */
export type IsSecret = (
  logicalId: string,
  pointer: string | undefined,
) => boolean;

/**
 * Determines which values a template takes from a NoEcho parameter or from a reference to a secret. If the template has
 * macros, every value may be one.
 */
export function createIsSecret(template: Template): IsSecret {
  if (template.hasTransform) return () => true;
  const noEcho = noEchoParameters(template).map(({ name }) => name);
  return (logicalId, pointer) => {
    const declared = template.resources[logicalId];
    return refersToSecret(
      declaredAt(declared, segmentsOf(pointer ?? '')),
      noEcho,
    );
  };
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function withHidden<D extends Difference>(difference: D): D {
  return {
    ...difference,
    ...(difference.expected === undefined ? {} : { expected: hidden }),
    ...(difference.actual === undefined ? {} : { actual: hidden }),
  };
}

/**
 * The value in the template at a path. Returns a list or an intrinsic function as a whole, since
 * the order of the live list may differ.
 */
function declaredAt(properties: unknown, names: string[]): unknown {
  let node = properties;
  for (const name of names) {
    if (!isRecord(node) || isIntrinsic(node)) return node;
    node = node[name];
  }
  return node;
}

function isIntrinsic(node: Record<string, unknown>): boolean {
  const [name, ...more] = Object.keys(node);
  return more.length === 0 && /^(Ref$|Fn::)/.test(name ?? '');
}

function refersToSecret(node: unknown, noEcho: string[]): boolean {
  const text = JSON.stringify(node) ?? '';
  return (
    secretReference.test(text) ||
    noEcho.some(
      name =>
        text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`),
    )
  );
}

/** Whether the path is the value of a pair such as `{ Name: DB_PASSWORD, Value: … }`. */
function isValueOfSecretPair(all: string | undefined, names: string[]) {
  let node = parsedJson(all);
  for (const name of names.slice(0, -1)) {
    node = (node as Record<string, unknown> | undefined)?.[name];
  }
  return isSecretPair(node);
}

function hideIn<N extends 'expected' | 'actual'>(
  name: N,
  difference: Difference,
): Difference | {} {
  const content = parsedJson(difference[name]);
  if (typeof content !== 'object' || content === null) return {};
  const text = JSON.stringify(content);
  const shown = JSON.stringify(hideInside(content));
  return shown === text ? {} : { [name]: shown };
}
