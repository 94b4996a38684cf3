import { type Document, isScalar, Scalar, visit, type YAMLSeq } from 'yaml';

/** What replaces a resource or parameter: a parameter, which can be a list, or an attribute of a resource. */
export type Replacement =
  | { parameter: string; isList?: boolean }
  | { attribute: string };

/**
 * Resources and parameters of fragments that the template does not have, with what replaces them. Several names with the
 * same list parameter, such as the subnets, are replaced together.
 */
export type OutsideResources = Record<string, Replacement>;

/**
 * Replaces references to names that no chosen fragment defines.
 *
 * @throws Error if the template uses an attribute of such a resource, because a parameter has none
 */
export function replaceOutside(
  template: Document,
  outside: OutsideResources,
): void {
  visit(template, {
    Seq(_, node) {
      const parameter = listParameter(node, outside);
      return parameter ? tagged('!Ref', parameter) : undefined;
    },
    Scalar(key, node) {
      if (key === 'key') return;
      const value = String(node.value);
      if (node.tag === '!Ref') {
        replaceReference(node, outside[value]);
      } else if (node.tag === '!Sub') {
        node.value = value.replace(/\$\{(\w+)\}/g, (text, name: string) => {
          const other = outside[name];
          return other ? `\${${nameOf(other)}}` : text;
        });
      } else if (node.tag === '!GetAtt') {
        const other = outside[value.split('.')[0]!];
        if (other) {
          throw new Error(
            `!GetAtt ${value}: ${nameOf(other)} has no attribute`,
          );
        }
      }
    },
  });
}

function replaceReference(node: Scalar, other: Replacement | undefined): void {
  if (!other) return;
  node.value = nameOf(other);
  node.tag = 'attribute' in other ? '!GetAtt' : '!Ref';
}

function nameOf(other: Replacement): string {
  return 'attribute' in other ? other.attribute : other.parameter;
}

/** The list parameter that replaces a whole sequence of references. */
function listParameter(
  { items }: YAMLSeq,
  outside: OutsideResources,
): string | undefined {
  const names = items.map(item => {
    const other =
      isScalar(item) && item.tag === '!Ref'
        ? outside[String(item.value)]
        : undefined;
    return other && 'parameter' in other && other.isList
      ? other.parameter
      : undefined;
  });
  return names.every(name => name === names[0]) ? names[0] : undefined;
}

/** A scalar with one of CloudFormation's short-form tags. */
export function tagged(tag: string, value: string): Scalar {
  const node = new Scalar(value);
  node.tag = tag;
  return node;
}
