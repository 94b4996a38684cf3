import { overwrittenBy } from './overwritten';
import type {
  Plan,
  PlannedChange,
  PlanWarning,
  ProgressLevel,
} from '../session/results';

/** The name of each kind of warning in the lines of a plan, most severe first. */
const headings: Record<PlanWarning['kind'], string> = {
  'data-loss': 'DATA LOSS',
  'data-left-behind': 'DATA LEFT BEHIND',
  replacement: 'REPLACEMENT',
  drift: 'DRIFT',
  iam: 'PERMISSIONS',
  network: 'NETWORK',
  unknown: 'UNKNOWN',
  connection: 'CONNECTION',
  cost: 'COST',
};

/** Kinds of warnings, most severe first. */
const severity = Object.keys(headings);

/**
 * A change set as it is displayed: first data loss and replacements, then removals, modifications and additions.
 *
 * @param marks - what becomes wider
 */
export function planOf(
  changes: PlannedChange[],
  marks: PlanWarning[] = [],
): Plan {
  const sorted = [...changes].sort(
    (a, b) => rank(a) - rank(b) || a.logicalId.localeCompare(b.logicalId),
  );
  const warnings = warningsOf(sorted, marks);
  const lines = planLines({ changes: sorted, warnings });
  return { changes: sorted, warnings, lines: lines.map(({ text }) => text) };
}

/** The lines of a plan with their severity. */
export function planLines({
  changes,
  warnings,
}: Pick<Plan, 'changes' | 'warnings'>): Array<{
  text: string;
  level: ProgressLevel;
}> {
  const info = (text: string) => ({ text, level: 'info' as const });
  return [
    info(
      changes.length === 0
        ? 'Change set: no resource changes; only outputs or settings change'
        : `Change set: ${counts(changes)}`,
    ),
    ...warnings.map(({ kind, text }) => ({
      text: `${headings[kind]}: ${text}`,
      level: 'warn' as const,
    })),
    ...changes.flatMap(linesOf).map(info),
  ];
}

function warningsOf(
  changes: PlannedChange[],
  marks: PlanWarning[],
): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  for (const change of changes) {
    const { logicalId, path, replacement, dataLoss, dataLeftBehind } = change;
    const place = path ? { path } : {};
    const name = nameOf(change);
    const data = dataLoss ?? dataLeftBehind;
    if (data) {
      warnings.push({
        kind: dataLoss ? 'data-loss' : 'data-left-behind',
        logicalId,
        ...place,
        text: `${name}: ${data}`,
      });
    } else if (replacement === 'True' || replacement === 'Conditional') {
      warnings.push({
        kind: 'replacement',
        logicalId,
        ...place,
        text: `${name} ${replacement === 'True' ? 'is' : 'may be'} replaced`,
      });
    }
    for (const text of overwrittenBy(change)) {
      warnings.push({
        kind: 'drift',
        logicalId,
        ...place,
        text: `${name} ${text}`,
      });
    }
  }
  return [...warnings, ...marks].sort(
    (a, b) => severity.indexOf(a.kind) - severity.indexOf(b.kind),
  );
}

function rank(change: PlannedChange): number {
  const { action, replacement, dataLoss, dataLeftBehind } = change;
  if (dataLoss ?? dataLeftBehind) return 0;
  if (replacement === 'True') return 1;
  if (replacement === 'Conditional') return 2;
  return (
    { Remove: 3, Dynamic: 4, Modify: 5, Import: 6, Add: 7, SyncWithActual: 8 }[
      action
    ] ?? 4
  );
}

const signs: Record<string, [sign: string, verb: string]> = {
  Add: ['+', 'is added'],
  Modify: ['~', 'changes'],
  Remove: ['-', 'is removed'],
  Import: ['<', 'is imported'],
  Dynamic: ['?', 'is decided during the stack operation'],
  SyncWithActual: ['=', 'already is as the template declares'],
};

function linesOf(change: PlannedChange): string[] {
  const { properties = [], notCompared = [], replacement } = change;
  const replaces =
    replacement === 'True'
      ? 'replaces the resource'
      : 'may replace the resource';
  return [
    `${signOf(change)} ${nameOf(change)} ${verbOf(change)}`,
    ...properties.map(({ path, before, after, cause, recreation }) => {
      const isShown = before !== undefined || after !== undefined;
      const values = `: ${before ?? '(none)'} → ${after ?? '(none)'}`;
      return `    ${path}${isShown ? values : ''}${cause ? ` (${cause})` : ''}${
        recreation === 'Never' ? '' : ` [${replaces}]`
      }`;
    }),
    ...(notCompared.length
      ? [`    not compared with the actual state: ${notCompared.join(', ')}`]
      : []),
  ];
}

function counts(changes: PlannedChange[]): string {
  const byKind = new Map<string, number>();
  for (const { action, replacement } of changes) {
    const kind = replacement === 'True' ? 'Replace' : action;
    byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  }
  return [...byKind].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

function signOf({ action, replacement }: PlannedChange): string {
  return replacement === 'True' ? '±' : signs[action]?.[0] ?? '?';
}

function nameOf({ path = [], logicalId, type }: PlannedChange): string {
  return `${[...path, logicalId].join(' › ')} (${type})`;
}

function verbOf(change: PlannedChange): string {
  const { action, replacement, policyAction, driftStatus } = change;
  if (action === 'Remove' && policyAction === 'Retain') {
    return 'is removed from the stack and stays in AWS';
  }
  if (action === 'Remove' && policyAction === 'Snapshot') {
    return 'is removed; a snapshot of it stays in AWS';
  }
  if (driftStatus === 'DELETED') {
    return 'was deleted by hand and is created again';
  }
  if (replacement === 'True') return 'is replaced';
  if (replacement === 'Conditional') return 'changes and may be replaced';
  return signs[action]?.[1] ?? action;
}
