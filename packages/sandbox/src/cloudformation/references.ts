import { Value } from '../account/Account';
import { asList, asMap, asText } from '../account/values';

/** A reference in a template to a parameter, a resource or an attribute. */
export type Reference =
  | { kind: 'ref'; name: string }
  | { kind: 'attribute'; name: string; attribute: string };

/**
 * Replaces each `${name}` in the string of a `Fn::Sub`. `${!literal}` becomes
 * `${literal}`.
 */
export function substitutions(
  text: string,
  replace: (name: string) => string,
): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, inner: string) =>
    inner.startsWith('!') ? `\${${inner.slice(1)}}` : replace(inner.trim()),
  );
}

/**
 * All references in a value: `Ref`, `Fn::GetAtt` and `Fn::Sub`.
 *
 * @param holds - evaluates the condition of `Fn::If`, so that only the selected
 *   branch is visited.
 * @defaultValue both branches are visited
 */
export function references(
  value: Value | undefined,
  holds?: (condition: string) => boolean,
): Reference[] {
  const found: Reference[] = [];
  function visit(node: Value | undefined): void {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (node === null || typeof node !== 'object') return;
    const keys = Object.keys(node);
    if (keys.length === 1 && visitCall(keys[0], node[keys[0]])) return;
    Object.values(node).forEach(visit);
  }
  function visitCall(name: string, argument: Value): boolean {
    switch (name) {
      case 'Ref':
        found.push({ kind: 'ref', name: asText(argument) ?? '' });
        return true;
      case 'Fn::GetAtt':
        found.push(attributeReference(argument));
        return true;
      case 'Fn::Sub': {
        const [text, variables] = Array.isArray(argument)
          ? argument
          : [argument];
        const given = asMap(variables);
        substitutions(asText(text) ?? '', inner => {
          if (!Object.hasOwn(given, inner)) {
            found.push(
              inner.includes('.')
                ? attributeReference(inner)
                : { kind: 'ref', name: inner },
            );
          }
          return '';
        });
        visit(given);
        return true;
      }
      case 'Fn::If': {
        const [condition, yes, no] = asList(argument);
        if (!holds) visit([yes ?? null, no ?? null]);
        else visit(holds(asText(condition) ?? '') ? yes : no);
        return true;
      }
      default:
        return false;
    }
  }
  visit(value);
  return found;
}

function attributeReference(argument: Value): Reference {
  const [name, ...path] =
    typeof argument === 'string'
      ? argument.split('.')
      : asList(argument).map(part => asText(part) ?? '');
  return { kind: 'attribute', name, attribute: path.join('.') };
}
