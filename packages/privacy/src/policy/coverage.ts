import type { Truth, Value } from '@private-serverless/template';
import { Template } from '../template/Template';
import { conditionBlocks } from './conditions';
import type { Statement } from './document';
import { type KindOf, meetsAllStrangers } from './specific';
import {
  certainlyDenies,
  every,
  expressionOf,
  isDeniedToEveryone,
  isPresent,
  some,
} from './statement';

/** Whether a certain Deny excludes all strangers from everything that a statement allows. */
export function excludesStrangers(
  template: Template,
  statements: readonly Statement[],
  allowance: Value,
  kindOf: KindOf,
): Truth {
  return some(
    statements.map((statement): Truth => {
      if (
        statement.kind !== 'statement' ||
        !statement.certain ||
        !covers(template, statement.value, allowance)
      ) {
        return false;
      }
      return every(
        conditionBlocks(template, statement.value).map(block =>
          block.kind === 'unknown'
            ? undefined
            : every(block.tests.map(test => meetsAllStrangers(test, kindOf))),
        ),
      );
    }),
  );
}

/**
 * Whether a Deny certainly applies to all that an Allow allows: to all principals, and to the actions and resources of the Allow.
 * Conditions are not compared.
 */
export function covers(
  template: Template,
  denial: Value,
  allowance: Value,
): boolean {
  return (
    certainlyDenies(template, denial) &&
    !['NotPrincipal', 'NotAction', 'NotResource'].some(element =>
      isPresent(template, denial, element),
    ) &&
    template.child(denial, 'Principal').length === 1 &&
    isDeniedToEveryone(template, denial) &&
    coversElement(template, denial, allowance, 'Action') &&
    coversElement(template, denial, allowance, 'Resource')
  );
}

function coversElement(
  template: Template,
  denial: Value,
  allowance: Value,
  element: 'Action' | 'Resource',
): boolean {
  const alternatives = template.child(denial, element);
  // Each alternative would have to cover the Allow.
  if (alternatives.length !== 1) return false;
  // Policies of some services have no resource, such as those of roles.
  if (alternatives[0].kind === 'absent') {
    return element === 'Resource' && !isPresent(template, allowance, element);
  }
  const patterns = template.items(alternatives).map(textOf);
  if (isPresent(template, allowance, `Not${element}`)) {
    return patterns.includes('*');
  }
  const allowed = template.items(template.child(allowance, element));
  const isCovered = (value: Value) => {
    const text = textOf(value);
    return (
      text !== undefined &&
      patterns.some(
        pattern =>
          pattern !== undefined &&
          patternCovers(pattern, text, element === 'Action'),
      )
    );
  };
  return allowed.length > 0 && allowed.every(isCovered);
}

function textOf(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text;
  return value.kind === 'reference'
    ? `\${${value.id}.${value.attribute ?? ''}}`
    : undefined;
}

/** Whether a pattern with IAM's wildcards matches everything that another pattern matches. */
export function patternCovers(
  pattern: string,
  other: string,
  ignoreCase: boolean,
): boolean {
  // A star of the other pattern stands for more than one character.
  return expressionOf(pattern, '[^*]', ignoreCase ? 'is' : 's').test(other);
}
