import {
  hidden,
  hideInside,
  isSecretPair,
  parsedJson,
  secretName,
} from '../session/redaction/secretNames';
import type { Template } from '../template/parse';
import { createIsSecret, segmentsOf } from '../template/secretValues';

/** One property that differs. `path` is a JSON pointer below the properties of the resource. */
type Difference = { path: string; expected?: string; actual?: string };

/** The resource of a property. `expected` and `actual` are all properties of the resource, as JSON. */
type Resource = { logicalId: string; expected?: string; actual?: string };

/** Returns a difference with its secret values hidden. */
export type Hide = <D extends Difference>(
  resource: Resource,
  difference: D,
) => D;

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
  const isSecretInTemplate = createIsSecret(template);
  return (resource, difference) => {
    const names = segmentsOf(difference.path);
    const isSecret =
      names.some(name => secretName.test(name)) ||
      difference.expected?.includes(hidden) ||
      isSecretInTemplate(resource.logicalId, `/Properties${difference.path}`) ||
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

function withHidden<D extends Difference>(difference: D): D {
  return {
    ...difference,
    ...(difference.expected === undefined ? {} : { expected: hidden }),
    ...(difference.actual === undefined ? {} : { actual: hidden }),
  };
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
