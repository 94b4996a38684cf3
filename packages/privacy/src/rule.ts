import type { Value } from '@private-serverless/template';
import type { Change } from './Change';
import { Resource, Template } from './template/Template';

/** H blocks a deploy, M warns, L informs. @public */
export type Severity = 'H' | 'M' | 'L';

/** The result of a rule for one place in the template. */
export type Observation = {
  status: 'proven' | 'violated' | 'unproven';
  /** Logical ID. */
  resource: string;
  at: { path: string; line?: number };
  /** The result as a full sentence. */
  message: string;
  /** The advice, if the advice of the rule is too general. */
  fix?: string;
  /** What to change in the template, if one value is the right one. */
  change?: Change;
  /** The severity, if it differs from the severity of the rule. */
  severity?: Severity;
};

/** A privacy rule. Each rule evaluates the whole template. @public */
export type Rule = {
  /** ID such as `PS01`. */
  id: string;
  /** The property that the rule proves. */
  title: string;
  severity: Severity;
  why: string;
  fix: string;
  /**
   * Yields the observations. No observation means that the rule does not apply
   * to the template.
   * @internal
   */
  check(template: Template): Iterable<Observation>;
};

/** Why a value is unknown. Completes "the value …". */
export function whyUnknown(value: Value): string {
  return value.kind === 'unknown' ? value.why : 'is not a known string';
}

/** Path and line of a resource. */
export function placeOf({ node }: Resource): { path: string; line: number } {
  return { path: node.path, line: node.line };
}

/**
 * Creates the observation that proves a rule because the template has no such
 * resource.
 */
export const provenAbsent = (what: string): Observation => ({
  status: 'proven',
  resource: 'Template',
  at: { path: 'Resources' },
  message: `The template has no ${what}.`,
});
