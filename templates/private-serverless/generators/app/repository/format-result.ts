import type { GenerateResult } from '../generate-project.ts';

/**
 * Formats the result of a run for users: files that were written, kept and removed, and what to do next. Diffs are not
 * indented, so that `git apply` accepts the whole text.
 */
export function formatResult(result: GenerateResult): string {
  const { written, unchanged, deleted, conflicts, obsolete, removed } = result;
  const kept = obsolete.map(({ path, isEdited }) =>
    isEdited ? `${path} (edited)` : path,
  );
  const hasChanges = written.length > 0 || removed.length > 0;
  return [
    ...(hasChanges ? [] : ['No file has to be written.']),
    ...section('Written', written),
    ...section('Removed', removed),
    ...(unchanged.length > 0 ? [`Unchanged: ${count(unchanged.length)}`] : []),
    ...section('Deleted in the repository, not written again', deleted),
    ...section('Obsolete', kept),
    ...(conflicts.length > 0
      ? [`Conflicts: ${count(conflicts.length)}, not changed`]
      : []),
    ...conflicts.flatMap(({ path, reason, diff }) => [
      `  ${path} ${reason}`,
      ...(diff ? [diff.replace(/\n$/, '')] : []),
    ]),
    ...(hasChanges ? result.notes.map(note => `Note: ${note}`) : []),
    ...advice(result),
  ].join('\n');
}

function section(title: string, paths: string[]): string[] {
  return paths.length === 0
    ? []
    : [`${title}: ${count(paths.length)}`, ...paths.map(path => `  ${path}`)];
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

function advice({ conflicts, obsolete }: GenerateResult): string[] {
  return [
    ...(conflicts.length > 0
      ? [
          'What to do: apply the parts of each diff that you want. git apply accepts this output. A file that equals the generated text is not a conflict.',
        ]
      : []),
    ...(obsolete.some(({ isEdited }) => !isEdited)
      ? [
          'What to do: run the command generate with --force to remove unedited obsolete files.',
        ]
      : []),
  ];
}
