import { headlineOf } from '../format/headline';
import { type Group, effectOf, groupsOf } from '../format/groups';
import type { Rule } from '../rule';
import type { Finding, RuleStatus, Verdict } from '../Verdict';
import type { Block, Content, Line } from './content';
import { marks, type Picture } from './model';
import { snippetOf } from './snippet';

/** What a proof document shows beside the verdict. */
export type ProofContext = {
  /** The template, for the places of findings. @defaultValue template */
  file?: string;
  /** The network of the template. Not drawn without it. */
  picture?: Picture;
};

/** The content of a proof document: the result, what it depends on, the network, the findings, and each rule with its evidence. */
export function proofContent(
  verdict: Verdict,
  rules: readonly Rule[],
  { file = 'template', picture }: ProofContext,
): Content {
  return {
    title: 'Privacy proof',
    verdict: verdict.verdict,
    blocks: [
      {
        kind: 'paragraph',
        text: [{ strong: `${markOf(verdict)} ${headlineOf(verdict)[0]}` }],
      },
      { kind: 'paragraph', text: ['Template: ', { code: file }] },
      ...networkOf(picture),
      ...findingsOf(verdict, rules, file),
      ...exceptionsOf(verdict),
      ...inputsOf(verdict),
      ...notJudgedOf(verdict),
      ...warningsOf(verdict, file),
      ...rulesOf(verdict, rules),
      ...evidenceOf(verdict, rules),
    ],
  };
}

function markOf({ verdict }: Verdict): string {
  return { private: '✓', violated: '✕', unproven: '?' }[verdict];
}

function networkOf(picture: Picture | undefined): Block[] {
  return picture ? [heading('Network'), { kind: 'picture', picture }] : [];
}

function findingsOf(
  { findings }: Verdict,
  rules: readonly Rule[],
  file: string,
): Block[] {
  if (findings.length === 0) {
    return [
      heading('Findings'),
      { kind: 'paragraph', text: ['No rule is violated or unproven.'] },
    ];
  }
  return [
    heading('Findings'),
    ...groupsOf(findings).flatMap(group => describe(group, rules, file)),
  ];
}

function describe(
  { first, findings }: Group,
  rules: readonly Rule[],
  file: string,
): Block[] {
  const rule = rules.find(({ id }) => id === first.rule);
  const status = first.exception ? 'excepted' : first.status;
  return [
    heading(`${marks[status]} ${first.rule} ${rule?.title ?? ''}`, 3),
    {
      kind: 'paragraph',
      text: [
        `${statusWord(status)}, severity ${first.severity}: ${effectOf(first)}`,
      ],
    },
    {
      kind: 'list',
      items: findings.map(one => [one.message, ' ', ...placeOf(one, file)]),
    },
    ...(rule
      ? [{ kind: 'paragraph', text: [{ strong: 'Why: ' }, rule.why] } as const]
      : []),
    { kind: 'paragraph', text: [{ strong: 'What to do: ' }, first.fix] },
    ...snippets(findings),
  ];
}

/** The changes of findings of one kind, each once. */
function snippets(findings: readonly Finding[]): Block[] {
  const texts = new Set(findings.flatMap(one => snippetOf(one) ?? []));
  return [...texts].map(text => ({ kind: 'code', text }));
}

function placeOf(finding: Finding, file: string): Line {
  const { construct, line, madeFrom, path, resource } = finding;
  const name = finding.file ?? file;
  return [
    '(',
    { code: path },
    ', ',
    { code: line === undefined ? name : `${name}:${line}` },
    ...(construct ? [', construct ', { code: construct }] : []),
    ...(madeFrom ? [`, ${resource} is made from ${madeFrom}`] : []),
    ')',
  ];
}

function exceptionsOf({ findings }: Verdict): Block[] {
  const excepted = findings.flatMap(({ exception, resource, rule }) =>
    exception ? [{ rule, resource, ...exception }] : [],
  );
  if (excepted.length === 0) return [];
  const seen = new Set<string>();
  const rows = excepted
    .map(({ approver, expires, reason, resource, rule }): Line[] => [
      [rule],
      [{ code: resource }],
      [reason],
      [approver],
      [expires],
    ])
    .filter(row => {
      const key = JSON.stringify(row);
      return !seen.has(key) && seen.add(key);
    });
  return [
    heading('Exceptions'),
    {
      kind: 'table',
      caption: 'Findings that an exception covers',
      header: ['Rule', 'Resource', 'Reason', 'Approver', 'Last day'],
      rows,
    },
  ];
}

/** With which values the result holds. */
function inputsOf({ assumptions, inputs, networkFacts }: Verdict): Block[] {
  const rows = [
    ...Object.entries(inputs).map(([name, value]): Line[] => [
      [{ code: name }],
      [{ code: value }],
      ['given'],
    ]),
    ...assumptions.map(({ parameter, value }): Line[] => [
      [{ code: parameter }],
      [{ code: value }],
      ['assumed from the default'],
    ]),
  ];
  if (rows.length === 0 && !networkFacts) return [];
  return [
    heading('What the result depends on'),
    ...(rows.length > 0
      ? [
          {
            kind: 'table',
            caption: 'Parameters of the template',
            header: ['Parameter', 'Value', 'Source'],
            rows,
          } as const,
        ]
      : []),
    ...(networkFacts
      ? [
          {
            kind: 'paragraph',
            text: [
              'Network facts: ',
              ...(networkFacts.at ? [`${networkFacts.at}, `] : []),
              'SHA-256 ',
              { code: networkFacts.sha256 },
            ],
          } as const,
        ]
      : []),
  ];
}

function notJudgedOf({ notJudged }: Verdict): Block[] {
  return [
    heading('Not judged'),
    notJudged.length === 0
      ? {
          kind: 'paragraph',
          text: ['Every resource is judged, or cannot be public by itself.'],
        }
      : { kind: 'list', items: notJudged.map(({ message }) => [message]) },
  ];
}

function warningsOf({ warnings }: Verdict, file: string): Block[] {
  if (warnings.length === 0) return [];
  return [
    heading('Warnings'),
    {
      kind: 'list',
      items: warnings.map(({ file: other, line, message, path }) => [
        message,
        ' (',
        { code: path },
        ', ',
        {
          code: line === undefined ? other ?? file : `${other ?? file}:${line}`,
        },
        ')',
      ]),
    },
  ];
}

function rulesOf(verdict: Verdict, rules: readonly Rule[]): Block[] {
  return [
    heading('Rules'),
    {
      kind: 'table',
      caption: 'Rules with their status. H blocks a deploy, M warns, L informs',
      header: ['Rule', 'Status', 'Severity', 'What it proves', 'Evidence'],
      rows: rules.map(({ id, severity, title }): Line[] => {
        const status = verdict.rules[id] ?? 'not-applicable';
        const found = verdict.evidence.filter(({ rule }) => rule === id).length;
        return [
          [id],
          [`${marks[status]} ${statusWord(status)}`],
          [severity],
          [title],
          [String(found)],
        ];
      }),
    },
  ];
}

function evidenceOf(verdict: Verdict, rules: readonly Rule[]): Block[] {
  const blocks = rules.flatMap(({ id, title }): Block[] => {
    const found = verdict.evidence.filter(({ rule }) => rule === id);
    if (found.length === 0) return [];
    return [
      heading(`${id} ${title}`, 3),
      {
        kind: 'list',
        items: found.map(({ line, message, path }) => [
          message,
          ' (',
          { code: path },
          line === undefined ? '' : `, line ${line}`,
          ')',
        ]),
      },
    ];
  });
  return blocks.length > 0 ? [heading('Evidence'), ...blocks] : [];
}

function statusWord(status: RuleStatus): string {
  return status === 'not-applicable' ? 'not applicable' : status;
}

function heading(text: string, level: 2 | 3 = 2): Block {
  return { kind: 'heading', level, text: [text] };
}
