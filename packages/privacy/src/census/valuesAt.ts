import { absent, type Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';

/**
 * Every alternative of a property by its path in the census: names separated by dots, without the items of lists. Each item of
 * a list on the way has its own values. An empty list has none, like an absent one.
 */
export function valuesAt(
  template: Template,
  resource: Resource,
  path: string,
): Value[] {
  return valuesFrom(template, template.property(resource), path);
}

/** The same, from some values on. */
export function valuesFrom(
  template: Template,
  start: readonly Value[],
  path: string,
): Value[] {
  return path
    .split('.')
    .reduce<readonly Value[]>(
      (values, name) =>
        values
          .flatMap(value => itemsOf(template, value))
          .flatMap(value => template.child(value, name)),
      start,
    )
    .slice();
}

/** The items of a list with all alternatives. Another value is its only item. */
export function itemsOf(template: Template, value: Value): Value[] {
  if (value.kind !== 'list') return [value];
  const items = template.items([value]);
  return items.length > 0 ? items : [absent(value.at)];
}
