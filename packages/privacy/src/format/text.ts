import { Rule } from '../rule';
import { Finding, RuleStatus, Verdict } from '../verify';

const headlines: Record<Verdict['verdict'], string> = {
  private:
    'Private: the rules below found nothing public. They examine only what their titles name.',
  violated: 'Not private.',
  unproven: 'Not proven private.',
};

const marks: Record<RuleStatus, string> = {
  proven: '✓',
  violated: '✕',
  unproven: '?',
  excepted: '‖',
  'not-applicable': '–',
};

/**
 * Formats a verdict for a terminal: the verdict, one line per rule, and the
 * findings. Without colors, because it also appears in logs.
 */
export function formatText(
  verdict: Verdict,
  rules: readonly Rule[],
  file = 'template',
): string {
  const lines = [headlines[verdict.verdict], ''];
  if (verdict.networkFacts) {
    const { at, sha256 } = verdict.networkFacts;
    lines.push(`Network facts: ${at}, SHA-256 ${sha256}`, '');
  }
  for (const { id, severity, title } of rules) {
    const status = verdict.rules[id] ?? 'not-applicable';
    lines.push(
      `${marks[status]} ${id}  ${severity}  ${status.padEnd(14)}  ${title}`,
    );
  }
  for (const finding of verdict.findings) {
    lines.push('', ...describe(finding, file));
  }
  for (const { file: other, line, path, message } of verdict.warnings) {
    const place = line === undefined ? other ?? file : `${file}:${line}`;
    lines.push('', `! ${place}  ${path}  (warning)`, `  ${message}`);
  }
  return lines.join('\n');
}

function describe(finding: Finding, file: string): string[] {
  const { rule, status, blocking, line, path, message, fix } = finding;
  const place = line === undefined ? file : `${file}:${line}`;
  return [
    `${marks[status]} ${rule}  ${place}  ${path}${
      blocking ? '' : '  (warning)'
    }`,
    `  ${message}`,
    `  What to do: ${fix}`,
  ];
}
