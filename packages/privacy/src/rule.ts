import { Resource, Template } from './template/template';
import { Value } from './template/value';

/** H blocks a deploy, M warns, L informs. @public */
export type Severity = 'H' | 'M' | 'L';

/** What a rule saw at one place. */
export type Observation = {
  status: 'proven' | 'violated' | 'unproven';
  /** logical id */
  resource: string;
  at: { path: string; line?: number };
  /** what is so; a full sentence */
  message: string;
  /** where the rule's own advice is too general */
  fix?: string;
  /** where it differs from the rule's */
  severity?: Severity;
};

/** One property that makes a template private. A rule sees the whole template. @public */
export type Rule = {
  /** `PS01` */
  id: string;
  /** what holds when the rule holds */
  title: string;
  severity: Severity;
  why: string;
  fix: string;
  /**
   * Nothing at all means that the rule does not apply to this template.
   * @internal
   */
  check(template: Template): Iterable<Observation>;
};

/** Why a value cannot be judged, as the end of a sentence. */
export function whyNot(value: Value): string {
  return value.kind === 'unknown' ? value.why : 'is not a known text';
}

/** The place of a whole resource. */
export function placeOf({ node }: Resource): { path: string; line: number } {
  return { path: node.path, line: node.line };
}

/** An observation for a rule that holds because something is nowhere in the template. */
export const absentEverywhere = (what: string): Observation => ({
  status: 'proven',
  resource: 'Template',
  at: { path: 'Resources' },
  message: `The template has no ${what}.`,
});
