import type { LinkedVerdict } from '../linked/verifyTemplates';
import { Rule } from '../rule';
import type { Finding, Verdict } from '../Verdict';
import { effectOf, type Group, groupsOf } from './groups';
import { marks } from '../proof/model';
import { snippetOf } from '../proof/snippet';
import { headlineOf } from './headline';

/** Most snippets for findings of one kind. */
const maxSnippets = 3;

/**
 * Formats a verdict for a terminal: the headline, the findings by kind with their advice, and one line for each rule that
 * applies. Without colors, because it also appears in logs.
 */
export function formatText(
  verdict: Verdict,
  rules: readonly Rule[],
  file = 'template',
): string {
  const lines = headlineOf(verdict);
  if (verdict.networkFacts) {
    const { at, sha256 } = verdict.networkFacts;
    lines.push(`Network facts: ${at}, SHA-256 ${sha256}`);
  }
  for (const part of templatesOf(verdict)) {
    lines.push(
      `${part.name}  ${part.file}  ${part.verdict}, findings: ${part.findings}`,
    );
  }
  for (const group of groupsOf(verdict.findings)) {
    const rule = rules.find(({ id }) => id === group.first.rule);
    lines.push('', ...describe(group, rule, file));
  }
  for (const { file: other, line, path, message } of verdict.warnings) {
    const place = line === undefined ? other ?? file : `${file}:${line}`;
    lines.push('', `! ${place}  ${path}  (warning)`, `  ${message}`);
  }
  lines.push('', ...statuses(verdict, rules));
  return lines.join('\n');
}

/** The templates of a verdict for several. */
function templatesOf(verdict: Verdict): LinkedVerdict['templates'] {
  return 'templates' in verdict ? (verdict as LinkedVerdict).templates : [];
}

function describe(
  { first, findings }: Group,
  rule: Rule | undefined,
  file: string,
): string[] {
  const mark = first.exception ? marks.excepted : marks[first.status];
  const title = rule ? rule.title : '';
  return [
    `${mark} ${first.rule}  ${title}  (${effectOf(first)})`,
    ...findings.flatMap(finding => [
      `  ${placeOf(finding, file)}`,
      `    ${finding.message}`,
    ]),
    ...(rule ? [`  Why: ${rule.why}`] : []),
    `  What to do: ${first.fix}`,
    ...changes(findings),
  ];
}

/** What to change in the template, for some of many findings of one kind. */
function changes(findings: readonly Finding[]): string[] {
  const all = [...new Set(findings.flatMap(one => snippetOf(one) ?? []))];
  const rest = all.length - maxSnippets;
  return [
    ...all
      .slice(0, maxSnippets)
      .flatMap(text => text.split('\n').map(line => `    ${line}`)),
    ...(rest > 0 ? [`    # and ${rest} more`] : []),
  ];
}

function placeOf(finding: Finding, file: string): string {
  const { construct, line, madeFrom, path, resource } = finding;
  const name = finding.file ?? file;
  const place = line === undefined ? name : `${name}:${line}`;
  return [
    place,
    path,
    ...(construct ? [`(${construct})`] : []),
    ...(madeFrom ? [`(${resource}, which SAM makes from ${madeFrom})`] : []),
  ].join('  ');
}

/** One line for each rule that applies, and the IDs of the others. */
function statuses(verdict: Verdict, rules: readonly Rule[]): string[] {
  const statusOf = ({ id }: Rule) => verdict.rules[id] ?? 'not-applicable';
  const others = rules.filter(rule => statusOf(rule) === 'not-applicable');
  return [
    ...rules
      .filter(rule => !others.includes(rule))
      .map(rule => {
        const status = statusOf(rule);
        const { id, severity, title } = rule;
        return `${marks[status]} ${id}  ${severity}  ${status.padEnd(
          8,
        )}  ${title}`;
      }),
    ...(others.length > 0
      ? [
          `${marks['not-applicable']} not applicable: ${others
            .map(({ id }) => id)
            .join(', ')}`,
        ]
      : []),
  ];
}
