import type {
  Check,
  CheckStatus,
  Readiness,
} from '@private-serverless/readiness';

/** The groups of the text, in order. */
const titles: Array<[CheckStatus, string]> = [
  ['missing', 'Missing'],
  ['wrong', 'Wrong'],
  ['unknown', 'Unknown'],
  ['ok', 'OK'],
];

/** The checks as text, by status: each problem with what was found, what was expected and the fix. */
export function readinessSummary({
  checks,
  environment,
  ready,
}: Readiness): string {
  const groups = titles.flatMap(([status, title]) => {
    const of = checks.filter(check => check.status === status);
    return of.length > 0
      ? [[`${title} (${of.length}):`, ...of.map(lineOf)].join('\n')]
      : [];
  });
  const hasUnknown = checks.some(({ status }) => status === 'unknown');
  const verdict = ready
    ? `Environment ${environment} is ready${
        hasUnknown ? ', as far as the checks could read' : ''
      }.`
    : `Environment ${environment} is not ready.`;
  return [...groups, verdict].join('\n\n');
}

function lineOf({ expected, fix, found, id, status, subject }: Check): string {
  const title = `  ${id}: ${subject}`;
  if (status === 'ok') return found ? `${title} (${found})` : title;
  return [
    title,
    ...(found ? [`    found: ${found}`] : []),
    ...(expected ? [`    expected: ${expected}`] : []),
    `    fix: ${fix}`,
  ].join('\n');
}
