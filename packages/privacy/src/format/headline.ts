import type { Verdict } from '../Verdict';

/** What a verdict says in one paragraph: what was proven, with which values, and what was not judged. */
export function headlineOf(verdict: Verdict): string[] {
  return [resultOf(verdict), ...valuesOf(verdict), ...notJudgedOf(verdict)];
}

function resultOf({ verdict, findings, rules }: Verdict): string {
  const proven = count(
    Object.values(rules).filter(status => status === 'proven').length,
    'rule is',
    'rules are',
  );
  const exceptions = findings.filter(({ exception }) => exception).length;
  const warnings = findings.filter(
    ({ blocking, blocksFrom, exception }) =>
      !blocking && !exception && !blocksFrom,
  ).length;
  const more = [
    ...(warnings > 0 ? [count(warnings, 'warning', 'warnings')] : []),
    ...(exceptions > 0
      ? [
          count(
            exceptions,
            'finding is covered by an exception',
            'findings are covered by exceptions',
          ),
        ]
      : []),
  ].join(', ');
  const rest = more ? ` Also: ${more}.` : '';
  if (verdict === 'private') {
    return exceptions > 0
      ? `Private with exceptions: ${proven} proven.${rest}`
      : `Private: ${proven} proven, and no rule that blocks is violated or unproven.${rest}`;
  }
  const name = verdict === 'violated' ? 'Not private' : 'Not proven private';
  const blocking = findings.filter(finding => finding.blocking).length;
  const later = findings.flatMap(({ blocksFrom }) => blocksFrom ?? []).sort();
  const blocks = [
    ...(blocking > 0
      ? [`${count(blocking, 'finding blocks', 'findings block')} a deploy`]
      : []),
    ...(later.length > 0
      ? [
          `${count(later.length, 'finding blocks', 'findings block')} from ${
            later[0]
          }, because the deployed template already has ${
            later.length === 1 ? 'it' : 'them'
          }`,
        ]
      : []),
  ].join(', ');
  return `${name}${blocks ? `: ${blocks}` : ''}.${rest}`;
}

function valuesOf({ assumptions, inputs }: Verdict): string[] {
  const given = Object.entries(inputs).map(pair => pair.join('='));
  const assumed = assumptions.map(
    ({ parameter, value }) => `${parameter}=${value}`,
  );
  return [
    ...(given.length > 0 ? [`Parameters: ${given.join(', ')}`] : []),
    ...(assumed.length > 0
      ? [`Assumed from defaults: ${assumed.join(', ')}`]
      : []),
  ];
}

function notJudgedOf({ notJudged }: Verdict): string[] {
  if (notJudged.length === 0) return [];
  const names = notJudged.map(({ resource, type }) =>
    type ? `${resource} (${type})` : resource,
  );
  return [`Not judged: ${names.join(', ')}`];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
