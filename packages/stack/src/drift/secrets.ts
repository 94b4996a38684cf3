import {
  hidden,
  hideInside,
  isSecretPair,
  parsedJson,
  secretName,
} from '../secrets';
import { noEchoParameters } from '../template/parameters';
import { isRecord, type Template } from '../template/parse';

/** One property that differs, by its JSON pointer below the resource's properties. */
type Difference = { path: string; expected?: string; actual?: string };

/** The resource that it is of. `expected` and `actual` are all its properties, as JSON. */
type Resource = { logicalId: string; expected?: string; actual?: string };

/** Returns a difference with its secret values hidden. */
export type Hide = <D extends Difference>(
  resource: Resource,
  difference: D,
) => D;

const secretReference = /\{\{resolve:(secretsmanager|ssm-secure):/;

/** Hides every value; for a template that could not be read. */
export const hideAll: Hide = (_, difference) => withHidden(difference);

/**
 * Hides the values that nobody may read: those that the template takes from a NoEcho parameter or from a secret by
 * reference, and those whose name (or that of a property around or inside them) says what they are. Better one value
 * too many than one too few.
 *
 * @param template - the stack's
 */
export function hidingBy(template: Template): Hide {
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
 * What the template says at a place. Lists are taken whole, since a live list may be in another order, and so is
 * what an intrinsic function makes.
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

/** Whether the place is the value of a pair such as `{ Name: DB_PASSWORD, Value: … }`. */
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
