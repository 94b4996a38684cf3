import type { Template } from './Template';

/** A function whose result for a template is computed once, because several rules ask for it. */
export function oncePerTemplate<T>(
  compute: (template: Template) => T,
): (template: Template) => T {
  const found = new WeakMap<Template, { result: T }>();
  return template => {
    const known = found.get(template) ?? { result: compute(template) };
    found.set(template, known);
    return known.result;
  };
}
