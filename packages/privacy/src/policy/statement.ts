import { Template } from '../template/template';
import { Value } from '../template/value';

/** Whether a statement may allow something: anything that is not surely a Deny. */
export function mayAllow(template: Template, statement: Value): boolean {
  return !surelyDenies(template, statement);
}

/** IAM compares the word exactly; a `deny` in another case is no Deny to count on. */
export function surelyDenies(template: Template, statement: Value): boolean {
  return template
    .child(statement, 'Effect')
    .every(effect => effect.kind === 'scalar' && effect.text === 'Deny');
}

/** Three-valued: undefined where a value is not known. */
export type Fact = boolean | undefined;

/** True when one is true, false when all are false. */
export function some(facts: readonly Fact[]): Fact {
  if (facts.includes(true)) return true;
  return facts.includes(undefined) ? undefined : false;
}

/** True when all are true, false when one is false. */
export function every(facts: readonly Fact[]): Fact {
  if (facts.includes(false)) return false;
  return facts.includes(undefined) ? undefined : true;
}

/** Tests a text; undefined for what is not known. */
export function textFact(value: Value, test: (text: string) => boolean): Fact {
  if (value.kind === 'scalar') {
    // What only AWS knows is something specific; its own colons must not pass for those of an ARN.
    return test(value.text.replace(/\$\{[^}]*\}/g, 'x'));
  }
  // A reference is something specific: its text has no wildcard.
  return value.kind === 'reference' ? false : undefined;
}

/**
 * Whether a statement is for anybody. `NotPrincipal` counts as anybody: it names who is left out.
 */
export function isForAnybody(template: Template, statement: Value): Fact {
  if (isPresent(template, statement, 'NotPrincipal')) return true;
  return some(
    template.child(statement, 'Principal').flatMap(principal => {
      if (principal.kind !== 'map') return everybody(template, [principal]);
      return [...principal.entries.keys()].flatMap(kind =>
        everybody(template, template.child(principal, kind)),
      );
    }),
  );
}

function everybody(template: Template, values: Value[]): Fact[] {
  return template.items(values).map(v => textFact(v, text => text === '*'));
}

/** Whether an element such as `NotAction` is there in any alternative. */
export function isPresent(
  template: Template,
  statement: Value,
  element: string,
): boolean {
  return template.child(statement, element).some(v => v.kind !== 'absent');
}

/** The texts of `Action` or `Resource`, one fact each. */
export function elementFacts(
  template: Template,
  statement: Value,
  element: 'Action' | 'Resource',
  test: (text: string) => boolean,
): Fact[] {
  return template
    .items(template.child(statement, element))
    .map(value => textFact(value, test));
}

/** Matches IAM's wildcards `*` and `?`, without regard to case. Linear in practice: IAM's patterns are short, and a run of stars is one. */
export function wildcardMatches(pattern: string, text: string): boolean {
  if (pattern.length > 256) return false;
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'is').test(text);
}
