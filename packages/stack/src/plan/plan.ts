import type {
  Plan,
  PlannedChange,
  PlanWarning,
  ProgressLevel,
} from '../session/results';
import { wideningOfChanges } from './widening';

/** Kinds of warnings, most severe first. */
const severity = ['data-loss', 'replacement', 'iam', 'network'];

/** The name of each kind of warning in the lines of a plan. */
const headings: Record<PlanWarning['kind'], string> = {
  'data-loss': 'DATA LOSS',
  replacement: 'REPLACEMENT',
  iam: 'PERMISSIONS',
  network: 'NETWORK',
};

/**
 * A change set as it is displayed: first data loss and replacements, then removals, modifications and additions.
 *
 * @param widening - warnings from a comparison of the templates, for an update
 */
export function planOf(
  changes: PlannedChange[],
  widening: PlanWarning[] = [],
): Plan {
  const sorted = [...changes].sort(
    (a, b) => rank(a) - rank(b) || a.logicalId.localeCompare(b.logicalId),
  );
  const warnings = warningsOf(sorted, widening);
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
  if (changes.length === 0) {
    return [
      info('Change set: no resource changes; only outputs or settings change'),
    ];
  }
  return [
    info(`Change set: ${counts(changes)}`),
    ...warnings.map(({ kind, text }) => ({
      text: `${headings[kind]}: ${text}`,
      level: 'warn' as const,
    })),
    ...changes.flatMap(linesOf).map(info),
  ];
}

/** A new stack has additions only, so a comparison with an empty template would give no information. */
function warningsOf(
  changes: PlannedChange[],
  widening: PlanWarning[],
): PlanWarning[] {
  const isNewStack = changes.every(({ action }) => action === 'Add');
  const warnings: PlanWarning[] = [];
  for (const { logicalId, type, replacement, dataLoss } of changes) {
    if (dataLoss) {
      warnings.push({
        kind: 'data-loss',
        logicalId,
        text: `${logicalId} (${type}): ${dataLoss}`,
      });
    } else if (replacement === 'True' || replacement === 'Conditional') {
      warnings.push({
        kind: 'replacement',
        logicalId,
        text: `${logicalId} (${type}) ${
          replacement === 'True' ? 'is' : 'may be'
        } replaced`,
      });
    }
  }
  if (!isNewStack) warnings.push(...wideningOfChanges(changes), ...widening);
  return warnings.sort(
    (a, b) => severity.indexOf(a.kind) - severity.indexOf(b.kind),
  );
}

function rank({ action, replacement, dataLoss }: PlannedChange): number {
  if (dataLoss) return 0;
  if (replacement === 'True') return 1;
  if (replacement === 'Conditional') return 2;
  return { Remove: 3, Dynamic: 4, Modify: 5, Import: 6, Add: 7 }[action] ?? 4;
}

const signs: Record<string, [sign: string, verb: string]> = {
  Add: ['+', 'is added'],
  Modify: ['~', 'changes'],
  Remove: ['-', 'is removed'],
  Import: ['<', 'is imported'],
  Dynamic: ['?', 'is decided during the stack operation'],
};

function linesOf(change: PlannedChange): string[] {
  const { logicalId, type, properties = [] } = change;
  return [
    `${signOf(change)} ${logicalId} (${type}) ${verbOf(change)}`,
    ...properties.map(({ path, before, after, cause, recreation }) => {
      const isShown = before !== undefined || after !== undefined;
      const values = `: ${before ?? '(none)'} → ${after ?? '(none)'}`;
      return `    ${path}${isShown ? values : ''}${cause ? ` (${cause})` : ''}${
        recreation === 'Never' ? '' : ' [replaces the resource]'
      }`;
    }),
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

function verbOf({ action, replacement }: PlannedChange): string {
  if (replacement === 'True') return 'is replaced';
  if (replacement === 'Conditional') return 'changes and may be replaced';
  return signs[action]?.[1] ?? action;
}
