import { resolve } from 'node:path';
import { networkNotes } from './describe-network.ts';
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
import { readPrevious } from './repository/previous.ts';
import { renderFiles } from './render-files.ts';
import { repositoryReader } from './repository/repository-files.ts';
import { validateAnswers } from './validate.ts';

/** Result of a run. Paths are relative to the repository, with `/`. Lists are sorted and do not contain the merge base. */
export type GenerateResult = {
  /** New files, and unedited files that were replaced. */
  written: string[];
  /** Files that already had the generated text. */
  unchanged: string[];
  /** Generated files that were deleted or renamed by a user. They are not written again. */
  deleted: string[];
  /** Files that differ from the generated text and were not changed. */
  conflicts: Conflict[];
  /** Existing files of an earlier generation that are no longer generated. */
  obsolete: Obsolete[];
  /** Obsolete files that this run removed. Empty without `force`. */
  removed: string[];
  /** @deprecated Use `written`. */
  files: string[];
  stackName: string;
  templateVersion: string;
  /** What users should know about the network of the service, such as a new VPC without a connection. */
  notes: string[];
};

/**
 * Generates the repository of a new service, or an existing repository again.
 *
 * It replaces unedited files and does not restore deleted ones. An edited file is a conflict, which it reports with a diff
 * and does not change. Content that `recordOutputs` wrote into the catalog file is not an edit, and is kept. So are the
 * network of an existing repository, unless the answers name another one, and the range of its VPC.
 *
 * @param options.answers - validated by `validateAnswers`
 * @param options.environment - the environment that the answers name
 * @param options.outDir - folder of the repository. Created if it does not exist
 * @param options.force - removes unedited obsolete files as well. @defaultValue false
 * @param options.log - logs a line for users
 * @throws AnswersError if the answers or the environment are not valid
 * @throws RepositoryError if the merge base is not valid or a file cannot be written. `outDir` is then unchanged
 */
export async function generateProject(options: {
  answers: unknown;
  environment: Environment;
  outDir: string;
  force?: boolean;
  log?: (line: string) => void;
}): Promise<GenerateResult> {
  const { environment, force = false, log = () => undefined } = options;
  const root = resolve(options.outDir);
  const read = repositoryReader(root);
  const previous = await readPrevious(read, environment.id);
  const answers = validateAnswers(options.answers, environment, previous);
  const generated = renderFiles(answers, environment, previous.range);
  const known = await readMergeBase(root);
  const plan = await planChanges(generated, known ?? new Map(), read);
  const removed = force
    ? plan.obsolete.filter(({ isEdited }) => !isEdited).map(({ path }) => path)
    : [];
  removed.forEach(path => plan.base.delete(path));
  await installFiles(root, {
    writes: [
      ...plan.writes,
      // Last, so that a run that is killed while it moves files keeps the old merge base.
      ...(isSameBase(known, plan.base)
        ? []
        : [{ path: mergeBasePath, content: encodeMergeBase(plan.base) }]),
    ],
    removals: removed,
  });
  const written = plan.writes.map(({ path }) => path);
  log(
    `Generated ${answers.name}: ${written.length} files written, ${plan.unchanged.length} unchanged, ${plan.conflicts.length} in conflict`,
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
    notes: networkNotes(answers, environment),
  };
}
