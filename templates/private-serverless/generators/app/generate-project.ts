import { resolve } from 'node:path';
import type { Conflict } from './repository/compare.ts';
import type { Environment } from './environment.ts';
import { installFiles } from './repository/install-files.ts';
import {
  encodeMergeBase,
  isSameBase,
  mergeBasePath,
  readMergeBase,
} from './repository/merge-base.ts';
import { stackName } from './parameters.ts';
import { templateVersion } from './package-root.ts';
import { type Obsolete, planChanges } from './repository/plan.ts';
import { renderFiles } from './render-files.ts';
import { repositoryReader } from './repository/repository-files.ts';
import { validateAnswers } from './validate.ts';

/** What a run did to a repository. Paths are relative to it, with `/`; lists are sorted. The merge base is in no list. */
export type GenerateResult = {
  /** Files that are new, or were unedited and have changed. */
  written: string[];
  /** Files that already were as generated. */
  unchanged: string[];
  /** Generated files that a person deleted or renamed. They stay so. */
  deleted: string[];
  /** Files that differ from what is generated, and were left alone. */
  conflicts: Conflict[];
  /** Files of an earlier generation that are still there and no longer generated. */
  obsolete: Obsolete[];
  /** Obsolete files that this run removed; only with `force`. */
  removed: string[];
  /** @deprecated Use `written`. */
  files: string[];
  stackName: string;
  templateVersion: string;
};

/**
 * Writes the repository of a new service, or generates an existing one again.
 *
 * A file that is as an earlier run generated it is replaced, one that a person deleted stays deleted, and one that
 * differs otherwise is a conflict: it is reported with a diff and left alone. What `recordOutputs` wrote into the
 * catalog file is not an edit, and stays.
 *
 * @param options.answers - checked by `validateAnswers`
 * @param options.environment - the environment that the answers name
 * @param options.outDir - folder of the repository; created when missing
 * @param options.force - also removes obsolete files that nobody edited. @default false
 * @param options.log - receives lines for people
 * @throws AnswersError when the answers or the environment do not allow a service; RepositoryError when the merge base
 * is invalid or something cannot be written. Then `outDir` is as before
 */
export async function generateProject(options: {
  answers: unknown;
  environment: Environment;
  outDir: string;
  force?: boolean;
  log?: (line: string) => void;
}): Promise<GenerateResult> {
  const { environment, force = false, log = () => undefined } = options;
  const answers = validateAnswers(options.answers, environment);
  const root = resolve(options.outDir);
  const generated = renderFiles(answers, environment);
  const known = await readMergeBase(root);
  const plan = await planChanges(
    generated,
    known ?? new Map(),
    repositoryReader(root),
  );
  const removed = force
    ? plan.obsolete.filter(({ isEdited }) => !isEdited).map(({ path }) => path)
    : [];
  removed.forEach(path => plan.base.delete(path));
  await installFiles(root, {
    writes: [
      ...plan.writes,
      // Last, so that a run that is killed while it moves files has not yet forgotten what they were.
      ...(isSameBase(known, plan.base)
        ? []
        : [{ path: mergeBasePath, content: encodeMergeBase(plan.base) }]),
    ],
    removals: removed,
  });
  const written = plan.writes.map(({ path }) => path);
  log(
    `Files of ${answers.name}: ${written.length} written, ${plan.unchanged.length} unchanged, ${plan.conflicts.length} in conflict`,
  );
  return {
    written,
    unchanged: plan.unchanged,
    deleted: plan.deleted,
    conflicts: plan.conflicts,
    obsolete: plan.obsolete.filter(({ path }) => !removed.includes(path)),
    removed,
    files: written,
    stackName: stackName(answers, environment),
    templateVersion,
  };
}
