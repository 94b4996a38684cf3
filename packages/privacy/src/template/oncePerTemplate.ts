import type { Template } from './Template';

/**
 * A function whose result for a template is computed once, because several rules ask for it. The template holds the result: a WeakMap
 * would keep templates alive for longer.
 */
export function oncePerTemplate<T>(
  compute: (template: Template) => T,
): (template: Template) => T {
  return template => {
    const known = template.results.get(compute);
    if (known) return known.value as T;
    const value = compute(template);
    template.results.set(compute, { value });
    return value;
  };
}
