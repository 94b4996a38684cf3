import { conflictDiff } from './conflict-diff.ts';
import { containsChange } from './contains-change.ts';
import {
  catalogPath,
  withoutRecorded,
  withRecorded,
} from './recorded-outputs.ts';
import type { Obstacle } from './repository-error.ts';
import type { RepositoryFile } from './repository-files.ts';
import type { TextForm } from './text-form.ts';

/** A generated file that differs from the file in the repository, which is not changed. */
export type Conflict = {
  path: string;
  /** Reason, for users. */
  reason: string;
  /** Unified diff from the repository's file to the generated one. Absent if the files cannot be compared as text. */
  diff?: string;
};

/** The outcome for one generated file. */
export type Outcome =
  | { kind: 'write'; text: string; replaced?: { form: TextForm; mode: number } }
  | { kind: 'unchanged' }
  /** A user deleted or renamed it. */
  | { kind: 'deleted' }
  /** `isResolved`: the file has the changes of this generation, and differs only by a user's own edits. */
  | { kind: 'conflict'; conflict: Conflict; isResolved?: boolean }
  /** The file must be written, but cannot. */
  | { kind: 'obstacle'; obstacle: Obstacle };

/**
 * Compares one generated file with the file in the repository and its text in the merge base. A file that equals its base is
 * replaced, a deleted file is not written again, and any other difference is a conflict.
 *
 * @param generated - normalized text
 * @param base - the path's text in the merge base; `undefined` if no earlier run generated the file
 */
export function compareFile(
  path: string,
  file: RepositoryFile,
  generated: string,
  base: string | undefined,
): Outcome {
  switch (file.kind) {
    case 'absent':
      return compareAbsent(path, file, generated, base);
    case 'occupied':
      return obstacle(path, file.reason);
    case 'opaque':
      return conflict(path, file.reason);
    default:
      return compareText(path, file, generated, base);
  }
}

function compareAbsent(
  path: string,
  { beyond, variant }: RepositoryFile & { kind: 'absent' },
  generated: string,
  base: string | undefined,
): Outcome {
  if (base !== undefined) {
    return { kind: 'deleted' };
  }
  if (variant !== undefined) {
    return conflict(path, `differs only in letter case from ${variant}`);
  }
  return beyond
    ? obstacle(beyond.path, beyond.reason)
    : { kind: 'write', text: generated };
}

function compareText(
  path: string,
  file: RepositoryFile & { kind: 'text' },
  generated: string,
  base: string | undefined,
): Outcome {
  const proposed =
    path === catalogPath ? withRecorded(generated, file.text, base) : generated;
  if (file.text === proposed || isCurrent(path, file.text, generated)) {
    return { kind: 'unchanged' };
  }
  if (base !== undefined && isUnedited(path, file.text, base)) {
    return base === generated
      ? { kind: 'unchanged' }
      : { kind: 'write', text: proposed, replaced: file };
  }
  const diff = conflictDiff(path, file.text, proposed);
  const isResolved =
    base !== undefined &&
    containsChange(isolate(path, file.text, generated), base, generated);
  const reason = `${reasonOf(generated, base, isResolved)}${
    diff === undefined ? '. Too many lines differ for a diff' : ''
  }`;
  return { kind: 'conflict', conflict: { path, reason, diff }, isResolved };
}

function reasonOf(
  generated: string,
  base: string | undefined,
  isResolved: boolean,
): string {
  if (base === undefined) {
    return 'differs and has no merge base';
  }
  if (base === generated) {
    return 'was edited';
  }
  return isResolved
    ? 'was edited and already contains the generated changes'
    : 'was edited, and its generated text has changed too';
}

/** Returns the file without recorded outputs. */
function isolate(path: string, text: string, generated: string): string {
  return path === catalogPath
    ? withoutRecorded(text, generated, 'restore')
    : text;
}

/** Whether a file equals its base, apart from recorded outputs. */
export function isUnedited(path: string, text: string, base: string): boolean {
  return isolate(path, text, base) === base;
}

function isCurrent(path: string, text: string, generated: string): boolean {
  return (
    path === catalogPath &&
    withoutRecorded(text, generated, 'keep') === generated
  );
}

function conflict(path: string, reason: string): Outcome {
  return { kind: 'conflict', conflict: { path, reason } };
}

function obstacle(path: string, reason: string): Outcome {
  const message = `${reason}. Move it away and run again, because a generated file has this path.`;
  return { kind: 'obstacle', obstacle: { path, message } };
}
