import type { ErrorObject } from 'ajv';
import { nearest } from './nearest.ts';
import { pathOf } from './pointer.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';
import type { SchemaNode } from './schema/nodes.ts';
import { type TextKind, textRules } from './textRules.ts';

/** A schema error as a problem. */
export type Explained = EnvironmentProblem & {
  /** Path of the known key that is most similar to an unknown one. */
  meant?: string;
};

/**
 * Converts a schema error to a problem.
 * @param root - path of the environment
 */
export function explain(error: ErrorObject, root: string): Explained {
  const path = root + pathOf(error.instancePath);
  const node = error.parentSchema as SchemaNode;
  const value = shownValue(error.data);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(
        path,
        error.params.additionalProperty,
        Object.keys(node.properties ?? {}),
      );
    case 'required':
      return missingKey(path, error.params.missingProperty, node);
    case 'type':
      return wrongType(path, value, node);
    case 'enum':
      return {
        path,
        value,
        message: `is not ${node.is ?? 'one of the allowed values'}`,
        fix: `Use one of ${node.enum?.join(', ')}.`,
      };
    case 'format':
      return wrongText(path, error, node);
    case 'minItems':
      return {
        path,
        message: 'the list is too short',
        fix: node.fix ?? `List at least ${node.minItems}.`,
      };
    case 'uniqueItems':
      return {
        path: `${path}[${Math.max(error.params.i, error.params.j)}]`,
        message: `is the same as [${Math.min(error.params.i, error.params.j)}]`,
        fix: 'Remove one of the two.',
      };
    default:
      return { path, value, message: `${error.message}`, fix: 'Correct it.' };
  }
}

function wrongText(
  path: string,
  error: ErrorObject,
  node: SchemaNode,
): EnvironmentProblem {
  const { is, fix } = textRules[error.params.format as TextKind];
  // For a key of a map, the key itself is not valid.
  const name = (error as { propertyName?: string }).propertyName;
  return {
    path: name === undefined ? path : `${path}.${name}`,
    value: name === undefined ? shownValue(error.data) : undefined,
    message: name === undefined ? `is not ${is}` : `the key is not ${is}`,
    fix: node.fix ?? fix,
  };
}

/**
 * The problem does not contain the value, because the value of a misspelled key
 * may be a secret.
 */
function unknownKey(path: string, key: string, known: string[]): Explained {
  const meant = nearest(key, known);
  return {
    path: `${path}.${key}`,
    message: 'is not a key of the configuration',
    fix: meant
      ? `Did you mean ${meant}?`
      : `Remove it. Known keys: ${known.join(', ')}.`,
    ...(meant && { meant: `${path}.${meant}` }),
  };
}

function missingKey(
  path: string,
  key: string,
  node: SchemaNode,
): EnvironmentProblem {
  const { format } = node.properties?.[key] ?? {};
  return {
    path: `${path}.${key}`,
    message: 'is missing',
    fix: `${
      format ? textRules[format].fix : 'Add it.'
    } If an environment variable supplies it, set the variable.`,
  };
}

const typeMessages = {
  string: ['is not a string', 'Put it in quotes.'],
  boolean: ['is not true or false', 'Write true or false.'],
  integer: ['is not a whole number', 'Write a whole number.'],
  array: ['is not a list', 'Write it as a list.'],
  object: ['is not a map of keys', 'Write keys and values below it.'],
} as const;

function wrongType(
  path: string,
  value: EnvironmentProblem['value'],
  node: SchemaNode,
): EnvironmentProblem {
  const [message, fix] = typeMessages[node.type ?? 'object'];
  const rule = node.format && textRules[node.format];
  return { path, value, message, fix: node.fix ?? rule?.fix ?? fix };
}
