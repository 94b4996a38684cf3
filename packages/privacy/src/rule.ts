import { Resource, Template } from './template/template';

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
