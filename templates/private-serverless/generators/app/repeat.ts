import {
  type Document,
  isMap,
  isScalar,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Repetition } from './choose-fragments.ts';

/**
 * Copies a parameter and the resources that use it, once for each value, because CloudFormation has no loops. Parts that
 * the template does not have are skipped.
 */
export function repeat(template: Document, repetition: Repetition): void {
  const { parameter, resources, values } = repetition;
  for (let number = 2; number <= values.length; number++) {
    for (const [section, name] of [
      ['Parameters', parameter],
      ...resources.map(resource => ['Resources', resource]),
    ] as Array<[string, string]>) {
      insertCopy(template, section, name, number, parameter);
    }
  }
}

/** Copies `name1` behind the copy before it, with references to the parameter of this number. */
function insertCopy(
  template: Document,
  section: string,
  name: string,
  number: number,
  parameter: string,
): void {
  const map = template.get(section);
  const original = isMap(map) && find(map, `${name}1`);
  if (!isMap(map) || !original) return;
  const copy = original.clone();
  const key = copy.key as Scalar;
  key.value = `${name}${number}`;
  key.commentBefore = undefined;
  visit(copy.value as Node, {
    Scalar(_, node) {
      if (node.tag === '!Ref' && node.value === `${parameter}1`) {
        node.value = `${parameter}${number}`;
      }
    },
  });
  const before = find(map, `${name}${number - 1}`)!;
  map.items.splice(map.items.indexOf(before) + 1, 0, copy);
}

function find(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}
