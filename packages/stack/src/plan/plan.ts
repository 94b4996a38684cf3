import type { Plan, PlannedChange, PlanWarning } from '../types';
import { wideningOfChanges } from './widening';

const gravity = ['data-loss', 'replacement', 'iam', 'network'];

/**
 * A change set as people read it: what loses data and what is replaced first, then what is removed, changed, added.
 *
 * @param widening - what a comparison of the templates has found, of an update
 */
export function planOf(
  changes: PlannedChange[],
  widening: PlanWarning[] = [],
): Plan {
  const sorted = [...changes].sort(
    (a, b) => rank(a) - rank(b) || a.logicalId.localeCompare(b.logicalId),
  );
  const warnings = warningsOf(sorted, widening);
  return { changes: sorted, warnings, lines: linesOf(sorted, warnings) };
}

/** Of a stack that is new everything is an addition: only the comparison with nothing would be told. */
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
    (a, b) => gravity.indexOf(a.kind) - gravity.indexOf(b.kind),
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
  Dynamic: ['?', 'is decided while it runs'],
};

/** How the lines of a plan name each kind of warning. */
const headings: Record<PlanWarning['kind'], string> = {
  'data-loss': 'DATA LOSS',
  replacement: 'REPLACEMENT',
  iam: 'PERMISSIONS',
  network: 'NETWORK',
};

function linesOf(changes: PlannedChange[], warnings: PlanWarning[]): string[] {
  if (changes.length === 0) {
    return ['Change set: no resource changes, but outputs or the like do'];
  }
  return [
    `Change set: ${counts(changes)}`,
    ...warnings.map(({ kind, text }) => `! ${headings[kind]}: ${text}`),
    ...changes.flatMap(change => [
      `${signOf(change)} ${change.logicalId} (${change.type}) ${verbOf(
        change,
      )}`,
      ...(change.properties ?? []).map(
        ({ path, before, after, cause, recreation }) =>
          `    ${path}${
            before !== undefined || after !== undefined
              ? `: ${before ?? '(none)'} → ${after ?? '(none)'}`
              : ''
          }${cause ? ` (${cause})` : ''}${
            recreation === 'Never' ? '' : ' [replaces the resource]'
          }`,
      ),
    ]),
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
  if (replacement === 'Conditional') return 'changes, may be replaced';
  return signs[action]?.[1] ?? action;
}
