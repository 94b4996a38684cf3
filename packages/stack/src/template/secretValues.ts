import { isRecord } from '../session/isRecord';
import { noEchoParameters } from './parameters';
import type { Template } from './parse';

const secretReference = /\{\{resolve:(secretsmanager|ssm-secure):/;

/** Whether the template takes the value at a JSON pointer, below the resource, from a secret. */
export type IsSecret = (
  logicalId: string,
  pointer: string | undefined,
) => boolean;

/** Determines which values a template takes from a NoEcho parameter or from a reference to a secret. */
export function createIsSecret(template: Template): IsSecret {
  const noEcho = noEchoParameters(template).map(({ name }) => name);
  return (logicalId, pointer) => {
    const declared = template.resources[logicalId];
    return refersToSecret(
      declaredAt(declared, segmentsOf(pointer ?? '')),
      noEcho,
    );
  };
}

/** The parts of a JSON pointer. */
export function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
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
