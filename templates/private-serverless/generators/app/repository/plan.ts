import { compareFile, type Conflict, isUnedited } from './compare.ts';
import type { MergeBase } from './merge-base.ts';
import { type Obstacle, RepositoryError } from './repository-error.ts';
import type { RepositoryFile } from './repository-files.ts';
import { inForm } from './text-form.ts';

/** A file of an earlier generation that the answers or this version no longer produce. */
export type Obsolete = {
  path: string;
  /** Whether it differs from its generated text. An edited file is never removed. */
  isEdited: boolean;
};

/** Changes of a run, decided before any file is written. Lists are sorted by path. */
export type Plan = {
  /** Files to write. `mode` is that of the replaced file. */
  writes: Array<{ path: string; content: string; mode?: number }>;
  unchanged: string[];
  /** Generated files that a user deleted or renamed. They are not written again. */
  deleted: string[];
  conflicts: Conflict[];
  obsolete: Obsolete[];
  /** The merge base after the run. */
  base: MergeBase;
};

/**
 * Compares a generation with a repository.
 *
 * The merge base is updated only for files that contain the new generated text: written files, unchanged files, and edited
 * files into which a user merged the changes. Any other file keeps its old base, so that a later merge starts from the text
 * that the user edited, and a deleted file is still known as deleted.
 *
 * @param generated - normalized text by path
 * @param base - the repository's merge base. Empty if it has none
 * @param read - reads the repository's file
 * @throws RepositoryError that names every file that cannot be written
 */
export async function planChanges(
  generated: Map<string, string>,
  base: MergeBase,
  read: (path: string) => Promise<RepositoryFile>,
): Promise<Plan> {
  const plan: Plan = {
    writes: [],
    unchanged: [],
    deleted: [],
    conflicts: [],
    obsolete: [],
    base: new Map(base),
  };
  const obstacles: Obstacle[] = [];
  for (const [path, text] of generated) {
    const file = await read(path);
    const outcome = compareFile(path, file, text, base.get(path));
    switch (outcome.kind) {
      case 'write': {
        const { replaced } = outcome;
        const content = replaced
          ? inForm(outcome.text, replaced.form)
          : outcome.text;
        plan.writes.push({ path, content, mode: replaced?.mode });
        plan.base.set(path, text);
        break;
      }
      case 'unchanged':
        plan.unchanged.push(path);
        plan.base.set(path, text);
        break;
      case 'conflict':
        plan.conflicts.push(outcome.conflict);
        if (outcome.isResolved) {
          plan.base.set(path, text);
        }
        break;
      case 'deleted':
        plan.deleted.push(path);
        break;
      default:
        obstacles.push(outcome.obstacle);
    }
  }
  if (obstacles.length > 0) {
    throw new RepositoryError(obstacles);
  }
  for (const [path, text] of base) {
    if (!generated.has(path)) {
      addObsolete(plan, path, await read(path), text);
    }
  }
  return plan;
}

function addObsolete(
  plan: Plan,
  path: string,
  file: RepositoryFile,
  base: string,
): void {
  if (file.kind === 'absent' || file.kind === 'occupied') {
    // The generated file no longer exists, or something else replaced it.
    plan.base.delete(path);
    return;
  }
  const isEdited = file.kind !== 'text' || !isUnedited(path, file.text, base);
  plan.obsolete.push({ path, isEdited });
}
