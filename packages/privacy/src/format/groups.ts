import type { Finding } from '../Verdict';

/** Findings of one rule with the same advice. */
export type Group = {
  /** The first of them, which has what they share. */
  first: Finding;
  findings: Finding[];
};

/** Groups findings of one kind, so that the advice appears once: those that block first. */
export function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { rule, status, blocking, blocksFrom, exception, fix } = finding;
    const key = JSON.stringify([
      rule,
      status,
      blocking,
      blocksFrom,
      exception,
      fix,
    ]);
    const group = groups.get(key);
    if (group) group.findings.push(finding);
    else groups.set(key, { first: finding, findings: [finding] });
  }
  return [...groups.values()].sort(
    (a, b) => Number(b.first.blocking) - Number(a.first.blocking),
  );
}

/** What a group means for a deploy. */
export function effectOf({
  blocking,
  blocksFrom,
  exception,
  severity,
}: Finding): string {
  if (exception) {
    return `exception until ${exception.expires}, approved by ${exception.approver}: ${exception.reason}`;
  }
  if (blocksFrom) return `blocks from ${blocksFrom}`;
  if (blocking) return 'blocks';
  return severity === 'L' ? 'hint' : 'warning';
}
