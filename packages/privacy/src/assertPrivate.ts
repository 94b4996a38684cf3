import type { Finding, Verdict } from './Verdict';

/**
 * The error for a template that must not be deployed. The message names the first blocking finding, its resource and
 * line, and what to do.
 * @public
 */
export class NotPrivateError extends Error {
  /** The blocking findings, at least one. */
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const [first, ...others] = findings;
    const place = first.line ? ` (line ${first.line})` : '';
    const more =
      others.length > 0 ? ` More blocking findings: ${others.length}.` : '';
    super(
      `Not private: ${first.rule} ${first.status} at ${first.resource}${place}: ${first.message} ${first.fix}${more}`,
    );
    this.name = 'NotPrivateError';
    this.findings = findings;
  }
}

/**
 * Requires that a template is private. Every gate of a deploy calls this function.
 * @throws NotPrivateError if a finding is blocking
 * @public
 */
export function assertPrivate(verdict: Pick<Verdict, 'findings'>): void {
  const blocking = verdict.findings.filter(finding => finding.blocking);
  if (blocking.length > 0) throw new NotPrivateError(blocking);
}
